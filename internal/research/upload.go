package research

// UploadState is where an upload is.
type UploadState string

// The states of an upload. Nothing is swept but what is aborted or erased.
const (
	UploadOpen     UploadState = "open"
	UploadComplete UploadState = "complete"
	UploadTaken    UploadState = "taken"   // the project takes it in: its bytes stay
	UploadAborted  UploadState = "aborted" // the phone gave it up; it may begin anew
	UploadErased   UploadState = "erased"
)

// UploadCell is the kind of the cells that hold uploads, by the upload's id.
const UploadCell CellKind = "upload"

// LongestPart is how many sealed bytes one part may have.
const LongestPart = 2 << 30

// Upload is one part of an interview on its way from a phone. It is technical
// state; the bytes are in the part itself.
type Upload struct {
	ID        ID  `json:"id"`
	Project   ID  `json:"project"`
	Device    ID  `json:"device"`
	Interview ID  `json:"interview"`
	Part      int `json:"part"`
	// Length is how many bytes there will be, nil while the phone does not know.
	Length *int64 `json:"length,omitempty"`
	// Offset is how many bytes are on the disk and acknowledged.
	Offset int64       `json:"offset"`
	State  UploadState `json:"state"`
}

// Whole tells whether all bytes are there.
func (u Upload) Whole() bool { return u.Length != nil && u.Offset == *u.Length }

// Arrived tells whether all bytes are there to be taken in, or being taken in.
func (u Upload) Arrived() bool { return u.State == UploadComplete || u.State == UploadTaken }

// Target is the part that the upload fills.
func (u Upload) Target() StoredPart {
	return StoredPart{u.Project, Part{Interview: u.Interview, Number: u.Part}}
}

// CheckLength says what is wrong with a length that the phone names.
func (u Upload) CheckLength(length *int64) error {
	var c Checks
	if length != nil {
		c.That(*length <= LongestPart, "/Upload-Length", "Zo lang mag een deel niet zijn.")
		c.That(u.Length == nil || *u.Length == *length, "/Upload-Length", "Eerder was de lengte anders.")
		c.That(*length >= u.Offset, "/Upload-Length", "Er zijn al meer bytes binnen.")
	}
	return c.Err()
}
