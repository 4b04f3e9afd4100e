package research

import (
	"strconv"
	"strings"
	"time"
)

// Kind is the sort of a document and the first part of its id.
type Kind string

// KeyRef names a data key in the key store: whoever destroys it erases all
// that was sealed under it. Forms: "interview/<id>/rest", "interview/<id>/sound",
// "interview/<id>/contact", "project/<id>", "vault/<id>", "organisation/<id>",
// "account/<id>", "directory".
//
// The keys of interviews have generations, so that a part of what they seal can
// be erased for good: what stays is sealed anew under the next generation, then
// the one before is destroyed. "interview/<id>/rest.2" is the second; without a
// number a key is all of them when it is erased, the newest when it is used,
// and the first where it says what a document was sealed under.
type KeyRef string

// RestKey seals what an interview says, in whatever form.
func RestKey(interview ID) KeyRef { return KeyRef("interview/" + string(interview) + "/rest") }

// SoundKey seals the sound of an interview; it can be destroyed alone.
func SoundKey(interview ID) KeyRef { return KeyRef("interview/" + string(interview) + "/sound") }

// ContactKey seals how to reach the participant; it is used in the vault only.
func ContactKey(interview ID) KeyRef { return KeyRef("interview/" + string(interview) + "/contact") }

// StreamKey seals what belongs to no interview.
func StreamKey(s Stream) KeyRef { return KeyRef(s) }

// Interview is the interview that a key belongs to, empty for other keys.
func (k KeyRef) Interview() ID {
	parts := strings.Split(string(k), "/")
	if len(parts) == 3 && parts[0] == "interview" {
		return ID(parts[1])
	}
	return ""
}

// Generation is the key without its number and the number, 0 when it has none.
func (k KeyRef) Generation() (base KeyRef, n int) {
	dot := strings.LastIndexByte(string(k), '.')
	if dot < 0 || k.Interview() == "" {
		return k, 0
	}
	n, err := strconv.Atoi(string(k[dot+1:]))
	if err != nil || n < 1 || KeyRef(string(k[:dot])).At(n) != k {
		return k, 0
	}
	return k[:dot], n
}

// At is the n-th generation of the key, from 1.
func (k KeyRef) At(n int) KeyRef {
	return k + KeyRef("."+strconv.Itoa(n))
}

// Sealing is the generation that a document with this key was sealed under:
// that of its number, without one the first. Other keys than those of
// interviews have no generations.
func (k KeyRef) Sealing() KeyRef {
	if _, n := k.Generation(); n > 0 || k.Interview() == "" {
		return k
	}
	return k.At(1)
}

// Document is what the store keeps. ID, Kind, Key, By, Ref and Revision are
// facts and stand in the clear; Body is content and is sealed under Key.
type Document struct {
	// ID is "kind/name", unique in its stream; a name may hold further slashes.
	ID string
	// Key is the erasure owner: the data key under which Body is sealed.
	Key KeyRef
	// By is the document's place in the list of its kind; lists sort it as
	// bytes, ties by ID. It holds times, numbers and ids, never content.
	By string
	// Ref is the id of what the document belongs to, empty when nothing.
	Ref string
	// Revision is the revision of the event that last put the document.
	Revision Revision
	// Body is JSON.
	Body []byte
}

// Kind is the part of the id before the first slash.
func (d Document) Kind() Kind { kind, _, _ := strings.Cut(d.ID, "/"); return Kind(kind) }

// Page asks for documents of one kind, optionally those with one Ref only,
// in the order of By and ID.
type Page struct {
	Kind       Kind
	Ref        string // "" asks for the whole kind
	After      string // cursor of the page before, "" for the first page
	Limit      int    // 1 to 1,000; 0 means 100
	Descending bool
	// Erased lists documents whose key was destroyed too, without their body.
	Erased bool
}

// Event is what one act left behind: ids and facts about the act, never content.
type Event struct {
	Stream   Stream
	Revision Revision
	// Act is actor + "/" + the client's own id of the act.
	Act string
	// Verb says what was done, e.g. "interview.receive".
	Verb string
	// Actor is who did it: "account/<id>", "device/<id>", "job/<name>" or "system".
	Actor string
	// At is never earlier than the time of the event before.
	At time.Time
	// Put and Deleted are the ids of the documents that the act touched.
	Put, Deleted []string
	// Facts are what the answer is rebuilt from when the act is repeated, and
	// what readers of the feed need: ids, numbers, fixed words.
	Facts map[string]string
	// MAC chains the lasting parts of all events of the stream (HMAC-SHA-256).
	MAC []byte
}
