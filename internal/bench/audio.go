package bench

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// What an interview with sound brings.
const (
	recordings = 40
	recorders  = 4
	soundSize  = 10 << 20
	chunkSize  = 32 << 10
	patchSize  = 512 << 10
	soundPart  = 2 // after the answers
)

// recorded is an interview with sound on its way: its requests written out, and
// its sealed sound in a file.
type recorded struct {
	announce, begin, receipt request
	sound                    string
	size                     int64
}

// ingestAudio measures delivering interviews with ten MiB of sound, up to the
// receipt that names everything.
func ingestAudio(ctx context.Context, p *place, n int) (func(context.Context, int, int) error, error) {
	phones, err := p.pair(ctx, 1)
	if err != nil {
		return nil, err
	}
	references, err := p.reserve(ctx, phones[0].Device, n)
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(10, 20))
	sound := noise(random)
	all := make([]recorded, n)
	for i := range all {
		talk := conversation(random, i, references[i])
		talk.Manifest.Capture, talk.Sound = research.CaptureAudio, []phone.Segment{sound}
		if all[i], err = p.record(ctx, phones[0], talk); err != nil {
			return nil, err
		}
	}
	wires, err := p.dial(ctx, recorders)
	token := phones[0].Token()
	return func(_ context.Context, client, turn int) error {
		return p.bring(wires[client], token, all[turn])
	}, err
}

// record seals an interview and writes out what brings it.
func (p *place) record(ctx context.Context, by *phone.Phone, talk phone.Talk) (r recorded, err error) {
	sealed, err := by.Seal(ctx, talk)
	if err != nil {
		return r, err
	}
	id := sealed.Delivery.Interview
	r.size, r.sound = int64(len(sealed.Parts[soundPart])), filepath.Join(p.dir, "sound-"+string(id))
	if err := os.WriteFile(r.sound, sealed.Parts[soundPart], 0o600); err != nil {
		return r, err
	}
	if r.announce, err = p.announcement(by, sealed.Delivery); err != nil {
		return r, err
	}
	header := tus(by.Token())
	header.Set("Upload-Length", strconv.FormatInt(r.size, 10))
	header.Set("Upload-Metadata", "interview "+base64.StdEncoding.EncodeToString([]byte(id))+
		",part "+base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(soundPart))))
	if r.begin, err = p.request(http.MethodPost, p.path("/uploads"), header, nil, 0); err != nil {
		return r, err
	}
	r.receipt, err = p.prepare(by.Token(), http.MethodGet, p.path("/interviews/"+string(id)+"/receipt"), nil)
	return r, err
}

func tus(token string) http.Header {
	return http.Header{"Authorization": {"Bearer " + token}, "Tus-Resumable": {"1.0.0"}}
}

// bring delivers an interview as a phone does, without opening what it sends.
func (p *place) bring(w *wire, token string, r recorded) error {
	if _, err := w.do(r.announce); err != nil {
		return err
	}
	begun, err := w.do(r.begin)
	if err != nil {
		return err
	}
	file, err := os.Open(r.sound)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was read only
	path := strings.TrimPrefix(begun.Get("Location"), "/v1")
	for offset := int64(0); offset < r.size; offset += patchSize {
		length := min(patchSize, r.size-offset)
		header := tus(token)
		header.Set("Content-Type", "application/offset+octet-stream")
		header.Set("Upload-Offset", strconv.FormatInt(offset, 10))
		patch, err := p.request(http.MethodPatch, path, header, nil, int(length))
		if err != nil {
			return err
		}
		if _, err := w.send(patch, file, offset, length); err != nil {
			return fmt.Errorf("at %d: %w", offset, err)
		}
	}
	return w.confirm(r)
}

// confirm reads the receipt: everything must be stored.
func (w *wire) confirm(r recorded) error {
	var receipt research.Receipt
	if err := w.ask(r.receipt, &receipt); err != nil {
		return err
	}
	for _, part := range receipt.Parts {
		if part.State != research.PartStored {
			return fmt.Errorf("part %d is %s", part.Number, part.State)
		}
	}
	if receipt.State != "arrived" {
		return errors.New("the interview has not arrived")
	}
	return nil
}

// disk measures what the disk itself makes of the same bytes: written to files
// in the same pieces, each waited for, and as much at once.
func disk(_ context.Context, p *place, n int) (func(context.Context, int, int) error, error) {
	random := rand.New(rand.NewPCG(10, 20))
	piece := make([]byte, patchSize)
	for i := range piece {
		piece[i] = byte(random.Uint32())
	}
	return func(_ context.Context, _, turn int) (err error) {
		file, err := os.Create(filepath.Join(p.dir, "plain-"+strconv.Itoa(turn)))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		for written := 0; written < soundSize; written += len(piece) {
			if _, err := file.Write(piece); err != nil {
				return err
			}
			if err := file.Sync(); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// noise is as long as ten MiB of sound, in chunks.
func noise(random *rand.Rand) phone.Segment {
	sound := phone.Segment{MIME: "audio/webm", Milliseconds: soundSize / 4}
	for range soundSize / chunkSize {
		chunk := make([]byte, chunkSize)
		for i := range chunk {
			chunk[i] = byte(random.Uint32())
		}
		sound.Chunks = append(sound.Chunks, chunk)
	}
	copy(sound.Chunks[0], phone.WebMHead)
	return sound
}
