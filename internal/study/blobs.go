package study

import (
	"context"
	"io"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Blobs keeps the sealed parts of interviews, byte for byte as they were sent
// (internal/blob). Whoever holds only blobs can read nothing.
type Blobs interface {
	// Create makes an empty part, durably; one that is there stays as it is.
	Create(ctx context.Context, part research.StoredPart) error
	// Write stores what r gives from the offset on, at most limit bytes, and
	// returns the part's size when all of it is on disk. Bytes that are stored
	// already must be the same, so writing again is harmless. When r fails, what
	// came before is stored, and the size is returned with the error. Faults:
	// NotFound without Create, Conflict when the bytes differ or offset leaves a
	// gap, TooLarge above limit, Full when the disk is full; after these
	// the part is as it was.
	Write(ctx context.Context, part research.StoredPart, offset int64, r io.Reader, limit int64) (int64, error)
	// Cut takes away what lies beyond size. It is for bytes that were never
	// acknowledged, after a crash.
	Cut(ctx context.Context, part research.StoredPart, size int64) error
	// Open reads a part; a research.PartReader over it gives its plain text.
	// Faults: NotFound.
	Open(ctx context.Context, part research.StoredPart) (Blob, error)
	// Delete removes a part. Repeating is harmless.
	Delete(ctx context.Context, part research.StoredPart) error
	// Parts lists the numbers of an interview's parts, in order.
	Parts(ctx context.Context, project, interview research.ID) ([]int, error)
	// Walk visits all parts, in any order, until visit returns an error.
	Walk(ctx context.Context, visit func(research.StoredPart) error) error
}

// Blob is one stored part, opened for reading at its size of that moment.
type Blob interface {
	io.ReaderAt
	io.Closer
	// Size is the number of sealed bytes.
	Size() int64
}

// stored is where a part of an interview of the project is kept.
func stored(project, interview research.ID, number int) research.StoredPart {
	return research.StoredPart{Project: project, Part: research.Part{Interview: interview, Number: number}}
}
