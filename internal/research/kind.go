package research

import (
	"slices"
	"strings"
)

// KeySort is a sort of data key, and so a sort of erasure owner.
type KeySort string

// The sorts of data keys under which documents are sealed.
const (
	// StreamOwned documents are sealed under the key of their stream and go with it.
	StreamOwned KeySort = "stream"
	// RestOwned documents say what an interview said and go with the interview.
	RestOwned KeySort = "rest"
	// SoundOwned documents go when the sound of an interview goes.
	SoundOwned KeySort = "sound"
	// ContactOwned documents say how to reach a participant; vault only.
	ContactOwned KeySort = "contact"
)

// DocumentKinds declares every kind of document with the sorts of keys that
// may seal it. The store takes no other documents: whoever adds a kind decides
// here with what it is erased.
var DocumentKinds = map[Kind][]KeySort{
	// In a project.
	"project":    {StreamOwned}, // also in an organisation: the project's name
	"member":     {StreamOwned},
	"device":     {StreamOwned},
	"invitation": {StreamOwned},
	"guide":      {StreamOwned},
	"reference":  {StreamOwned},
	"interview":  {RestOwned},
	"parcel":     {StreamOwned}, // facts of the parts: bytes, sums, states
	"tally":      {StreamOwned}, // how many codings an interview has
	"original":   {RestOwned},   // small sealed parts as they came
	"debrief":    {RestOwned},   // how the interviewer looks back; for who looks after them
	"recording":  {SoundOwned},
	"passage":    {RestOwned},
	"code":       {StreamOwned},
	"coding":     {RestOwned},
	"alert":      {StreamOwned}, // when and that, nothing about the child
	"finding":    {StreamOwned, RestOwned},
	"voice":      {StreamOwned, RestOwned}, // the counter-voice of a finding
	"quote":      {RestOwned},
	"moments":    {RestOwned},   // what happened when in an interview
	"peaks":      {SoundOwned},  // how loud a sound part is, to draw it
	"access":     {StreamOwned}, // the HMAC of an access code → interview and person
	"letter":     {StreamOwned}, // that a parent's letter is in the lead's hands
	"wording":    {StreamOwned}, // checked words of a guide in a language
	"spoken":     {StreamOwned}, // a recorded voice of a guide's text
	"release":    {StreamOwned},
	"item":       {StreamOwned, RestOwned},
	"answer":     {StreamOwned},
	"removal":    {StreamOwned},
	"job":        {StreamOwned},

	// In a vault.
	"contact": {ContactOwned},

	// In an organisation, an account, the directory.
	"organisation": {StreamOwned},
	"account":      {StreamOwned},
	"membership":   {StreamOwned},
	"email":        {StreamOwned},
	"token":        {StreamOwned},
	"pairing":      {StreamOwned},
	"install":      {StreamOwned},
}

// Document is the id of the document of this kind with the name.
func (k Kind) Document(name string) string { return string(k) + "/" + name }

// Sort is the sort of the key as seen from the stream, "" when no document of
// the stream may be sealed under it.
func (k KeyRef) Sort(s Stream) KeySort {
	if k == StreamKey(s) {
		return StreamOwned
	}
	interview := k.Interview()
	if !interview.Valid() {
		return ""
	}
	base, _ := k.Generation()
	sort := KeySort(base[strings.LastIndex(string(base), "/")+1:])
	switch sort {
	case RestOwned, SoundOwned:
		return sort
	case ContactOwned:
		if s.Sort() == "vault" {
			return sort
		}
	}
	return ""
}

// MaySeal tells whether documents of the kind may be sealed under the key in
// the stream, by the declarations.
func (k KeyRef) MaySeal(kinds map[Kind][]KeySort, kind Kind, s Stream) bool {
	return slices.Contains(kinds[kind], k.Sort(s))
}
