package sound

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// The sorts of sound, as browsers name them.
const (
	mimeWebM     = "audio/webm"
	mimeMatroska = "audio/matroska"
	mimeMP4      = "audio/mp4"
	mime3GPP     = "audio/3gpp"
	mimeOgg      = "audio/ogg"
	mimeMPEG     = "audio/mpeg"
	mimeAAC      = "audio/aac"
	mimeWAV      = "audio/wav"
	mimeFLAC     = "audio/flac"
	mimeAIFF     = "audio/aiff"
	mimeCAF      = "audio/x-caf"
	mimeAMR      = "audio/amr"
)

// Head is how many bytes of the beginning of a file tell what it is.
const Head = 64 << 10

// Kind is the sort of sound that begins like this, by its content and whatever
// it was called; false when it is no sound, or has moving pictures as well.
func (*Sounds) Kind(head []byte) (mime string, sound bool) {
	for _, k := range kinds {
		if !k.begins(head) {
			continue
		}
		mime = k.mime
		if k.inside != nil {
			mime = k.inside(head)
		}
		return mime, mime != ""
	}
	return "", false
}

// kinds are the sorts of files in the order in which they are told apart.
// inside looks further: "" when there is no sound in it, or more than sound.
var kinds = []struct {
	mime   string
	begins func([]byte) bool
	inside func([]byte) string
}{
	{mimeWebM, starts("\x1a\x45\xdf\xa3"), insideMatroska},
	{mimeMP4, at(4, "ftyp"), insideMP4},
	{mimeOgg, starts("OggS"), insideOgg},
	{mimeWAV, both(starts("RIFF"), at(8, "WAVE")), nil},
	{mimeAIFF, both(starts("FORM"), at(8, "AIF")), nil},
	{mimeFLAC, starts("fLaC"), nil},
	{mimeCAF, starts("caff"), nil},
	{mimeAMR, starts("#!AMR"), nil},
	{mimeMPEG, starts("ID3"), nil},
	{mimeAAC, adts, nil},
	{mimeMPEG, mpeg, nil},
}

func starts(with string) func([]byte) bool { return at(0, with) }

func at(offset int, text string) func([]byte) bool {
	return func(head []byte) bool { return len(head) > offset && bytes.HasPrefix(head[offset:], []byte(text)) }
}

func both(one, other func([]byte) bool) func([]byte) bool {
	return func(head []byte) bool { return one(head) && other(head) }
}

// insideMatroska reads the document type and, as far as they are there, the tracks.
func insideMatroska(head []byte) string {
	s, document := newSource(bytes.NewReader(head)), ""
	var about webmTracks
	for {
		id, size, err := s.head()
		if err != nil || id == idCluster {
			break
		}
		if id == idHeader || id == idSegment {
			continue
		}
		text, err := s.bytes(size)
		switch id {
		case idDocType:
			document = string(text)
		case idTracks:
			about = readTracks(text)
		}
		if err != nil {
			break
		}
	}
	switch {
	case document != "webm" && document != "matroska" || about.video != "":
		return ""
	case about.audio == "A_OPUS":
		return mimeWebM + "; codecs=opus"
	case about.audio == "A_VORBIS":
		return mimeWebM + "; codecs=vorbis"
	case document == "matroska":
		return mimeMatroska
	}
	return mimeWebM
}

// insideMP4 looks for the handlers of the tracks, as far as they are there.
func insideMP4(head []byte) string {
	if len(head) < 12 || slices.Contains([]string{"avif", "avis", "heic", "heix", "mif1", "msf1", "jxl ", "crx "}, string(head[8:12])) {
		return ""
	}
	for rest := head; ; {
		i := bytes.Index(rest, []byte("hdlr"))
		if i < 0 || len(rest) < i+16 {
			break
		}
		if handler := string(rest[i+12 : i+16]); handler == "vide" || handler == "pict" {
			return ""
		}
		rest = rest[i+4:]
	}
	if bytes.HasPrefix(head[8:], []byte("3g")) {
		return mime3GPP
	}
	return mimeMP4
}

// insideOgg looks at the first pages, which name the codecs.
func insideOgg(head []byte) string {
	begin := head[:min(len(head), 4096)]
	if bytes.Contains(begin, []byte("\x80theora")) {
		return ""
	}
	for codec, sign := range map[string]string{"opus": "OpusHead", "vorbis": "\x01vorbis", "flac": "\x7fFLAC", "speex": "Speex   "} {
		if bytes.Contains(begin, []byte(sign)) {
			return mimeOgg + "; codecs=" + codec
		}
	}
	return ""
}

// adts tells whether frames of AAC follow each other from the start.
func adts(head []byte) bool {
	length := func(at int) int {
		if len(head) < at+7 || head[at] != 0xff || head[at+1]&0xf6 != 0xf0 || head[at+2]>>2&15 > 12 {
			return 0
		}
		return int(head[at+3]&3)<<11 | int(head[at+4])<<3 | int(head[at+5])>>5
	}
	return follow(len(head), 7, length)
}

// Bits a second of MPEG sound, in thousands: of version 1 in layers 1, 2 and 3,
// then of versions 2 and 2.5 in layer 1 and in the others (ISO/IEC 13818-3).
var mpegRates = [5][15]int{
	{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
	{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
	{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
	{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
}

// mpeg tells whether frames of MPEG sound follow each other from the start.
func mpeg(head []byte) bool {
	return follow(len(head), 4, func(at int) int {
		if len(head) < at+4 {
			return 0
		}
		return mpegFrame(binary.BigEndian.Uint32(head[at:]))
	})
}

// mpegFrame is the length of the frame with this head in bytes, 0 for none.
func mpegFrame(head uint32) int {
	version, layer := head>>19&3, 4-head>>17&3 // version 0 is 2.5, 2 is 2, 3 is 1
	rate, sampling, padding := head>>12&15, head>>10&3, int(head>>9&1)
	if head>>21 != 0x7ff || version == 1 || layer == 4 || rate == 0 || rate == 15 || sampling == 3 {
		return 0
	}
	hertz, table := []int{44_100, 48_000, 32_000}[sampling], int(layer)-1
	if version != 3 {
		hertz, table = hertz/2, min(int(layer)+2, 4)
	}
	if version == 0 {
		hertz /= 2
	}
	bits := mpegRates[table][rate] * 1000
	switch {
	case layer == 1:
		return (12*bits/hertz + padding) * 4
	case layer == 3 && version != 3:
		return 72*bits/hertz + padding
	}
	return 144*bits/hertz + padding
}

// framesToTell is how many frames must follow each other: the head of one alone
// is found in any noise.
const framesToTell = 4

// follow tells whether frames follow each other from the start, as many as tell
// or as many as there are, and two at least.
func follow(size, least int, length func(at int) int) bool {
	at := 0
	for n := range framesToTell {
		if at+least > size {
			return n > 1
		}
		frame := length(at)
		if frame < least {
			return false
		}
		at += frame
	}
	return true
}

// base is the sort without what it says of codecs.
func base(mime string) string {
	for i := range len(mime) {
		if mime[i] == ';' || mime[i] == ' ' {
			return mime[:i]
		}
	}
	return mime
}
