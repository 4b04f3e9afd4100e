package research

import (
	"slices"
	"time"
)

// PartState says what became of a part.
type PartState string

// The states of a part.
const (
	PartWaiting PartState = "waiting"
	PartStored  PartState = "stored"
	PartInvalid PartState = "invalid" // stored, but it cannot be opened
	PartErased  PartState = "erased"  // was there; erased since
)

// Parcel is what the project knows of the parts of an interview; it holds no
// content and stays when the interview is erased.
type Parcel struct {
	Interview ID           `json:"interview"`
	Device    ID           `json:"device"`
	Final     bool         `json:"final"`
	Parts     []ParcelPart `json:"parts"`
	// Erased tells that the participant withdrew: what is left is this.
	Erased bool `json:"erased,omitempty"`
	// Stopped is when the participant did that with an access code.
	Stopped time.Time `json:"stopped,omitzero"`
	// Cut tells that what the phone sent is no longer kept as it came, and is
	// not taken again.
	Cut bool `json:"cut,omitempty"`
	// Salvaged tells that the phone was lost during the talk and a lead took in
	// what had arrived; should the phone return, all of it is still welcome.
	Salvaged bool `json:"salvaged,omitempty"`
	// RestFrom and SoundFrom are the generations of the keys before which
	// nothing is sealed any more, 0 while nothing was cut.
	RestFrom  int `json:"restFrom,omitempty"`
	SoundFrom int `json:"soundFrom,omitempty"`
}

// ParcelPart is one part in a parcel.
type ParcelPart struct {
	Number int      `json:"number"`
	Kind   PartKind `json:"kind"`
	Bytes  int64    `json:"bytes"`
	SHA256 string   `json:"sha256"`
	Frames int      `json:"frames"`
	Inline bool     `json:"inline,omitempty"` // kept as an original document, not as a blob
	// Found is the sum of the bytes on the disk when it is another than SHA256.
	Found string    `json:"found,omitempty"`
	State PartState `json:"state"`
}

// ParcelDocument is the id of an interview's parcel.
func ParcelDocument(interview ID) string { return "parcel/" + string(interview) }

// Complete tells whether everything has arrived.
func (p Parcel) Complete() bool {
	return p.Final && !slices.ContainsFunc(p.Parts, func(part ParcelPart) bool { return part.State == PartWaiting })
}

// Part finds a part by its number.
func (p Parcel) Part(number int) *ParcelPart {
	for i := range p.Parts {
		if p.Parts[i].Number == number {
			return &p.Parts[i]
		}
	}
	return nil
}

// Equal tells whether the other says the same.
func (p Parcel) Equal(other Parcel) bool {
	return p.Interview == other.Interview && p.Device == other.Device && p.Final == other.Final &&
		p.Erased == other.Erased && p.Cut == other.Cut && p.Salvaged == other.Salvaged && p.RestFrom == other.RestFrom && p.SoundFrom == other.SoundFrom && slices.Equal(p.Parts, other.Parts)
}

// Original is the sealed bytes of the parts that travelled inline, part 0
// among them, as they came.
type Original struct {
	Parts map[int]Base64 `json:"parts"`
}

// OriginalDocument is the id of an interview's originals.
func OriginalDocument(interview ID) string { return "original/" + string(interview) }

// Receipt is what the server has on its disk of an interview. A phone deletes
// nothing but against a receipt.
type Receipt struct {
	Epoch     string         `json:"epoch"`
	Interview ID             `json:"interview"`
	State     string         `json:"state"` // arriving, arrived, erased
	Parts     []ReceivedPart `json:"parts"`
}

// ReceivedPart is one part in a receipt. SHA256 is of the bytes on the disk and
// is there once all of them are.
type ReceivedPart struct {
	Number int       `json:"number"`
	Kind   PartKind  `json:"kind,omitempty"`
	Bytes  int64     `json:"bytes"`
	SHA256 string    `json:"sha256,omitempty"`
	State  PartState `json:"state"`
}

// SoundBytes is how many sealed bytes of sound are on the server's disk.
func (p Parcel) SoundBytes() (sum int64) {
	for _, part := range p.Parts {
		if part.Kind == PartSound && (part.State == PartStored || part.State == PartInvalid) {
			sum += part.Bytes
		}
	}
	return sum
}

// Has tells whether any part is of the kind.
func (p Parcel) Has(kind PartKind) bool {
	return slices.ContainsFunc(p.Parts, func(part ParcelPart) bool { return part.Kind == kind })
}

// HasInvalid tells whether any part of the kind arrived and cannot be opened.
func (p Parcel) HasInvalid(kind PartKind) bool {
	return slices.ContainsFunc(p.Parts, func(part ParcelPart) bool { return part.Kind == kind && part.State == PartInvalid })
}

// Erase marks the parts of a kind as erased and returns the numbers of those
// that were not erased before.
func (p *Parcel) Erase(kind PartKind) []int {
	var numbers []int
	for i := range p.Parts {
		if p.Parts[i].Kind == kind && p.Parts[i].State != PartErased {
			p.Parts[i].State = PartErased
			numbers = append(numbers, p.Parts[i].Number)
		}
	}
	return numbers
}

// Numbers are the numbers of the parts of a kind.
func (p Parcel) Numbers(kind PartKind) []int {
	var numbers []int
	for _, part := range p.Parts {
		if part.Kind == kind {
			numbers = append(numbers, part.Number)
		}
	}
	return numbers
}
