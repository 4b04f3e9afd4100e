package research

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"slices"
	"strings"
)

// TalkFile is one interview as a phone keeps it in a file, sealed (decision 0010).
type TalkFile struct {
	Project   ID
	Interview ID
	// Delivery is nil when only choices are left.
	Delivery *Delivery
	// Parts are the sealed bytes by number; sound as far as it is in the file.
	Parts map[int][]byte
	// Frames is of how many frames the sound of a part consists.
	Frames map[int]int
	// Choices that changed after the interview was finalised, in their order.
	Choices []TalkChoice
}

// TalkChoice is a choice that changed; Told when the server knew.
type TalkChoice struct {
	Number int          `json:"number"`
	Choice ChoiceName   `json:"choice"`
	Answer ChoiceAnswer `json:"answer"`
	Told   bool         `json:"told"`
}

// The limits of a file, and its kinds of records.
const (
	longestTalkRecord = 1 << 26

	recordEnvelope = 1
	recordPart     = 2
	recordFrame    = 3
	recordChoice   = 4
)

// ReadTalkFile reads a file up to its last whole record. What is no such file is
// Invalid.
func ReadTalkFile(r io.Reader) (TalkFile, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	line, err := in.ReadSlice('\n')
	words := strings.Fields(string(line))
	if err != nil || len(words) != 3 || words[0] != "wijkstem-log/1" || !ID(words[1]).Valid() || !ID(words[2]).Valid() {
		return TalkFile{}, Errorf(Invalid, "Dit is geen kopie van een gesprek.")
	}
	file := TalkFile{Project: ID(words[1]), Interview: ID(words[2]), Parts: map[int][]byte{}, Frames: map[int]int{}}
	for {
		body, err := readTalkRecord(in)
		if err != nil || body == nil {
			return file, err
		}
		if err := file.take(body); err != nil {
			return file, err
		}
	}
}

// readTalkRecord gives the body of the next record, nil before the first that is
// not whole.
func readTalkRecord(in io.Reader) ([]byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, unlessEnd(err)
	}
	length := binary.BigEndian.Uint32(head[:4])
	if length < 1 || length > longestTalkRecord {
		return nil, nil
	}
	// What a damaged length promises is not taken in advance.
	var body bytes.Buffer
	n, err := io.CopyN(&body, in, int64(length))
	if err != nil || n < int64(length) {
		return nil, unlessEnd(err)
	}
	if crc32.ChecksumIEEE(body.Bytes()) != binary.BigEndian.Uint32(head[4:]) {
		return nil, nil
	}
	return body.Bytes(), nil
}

// unlessEnd lets go of the end of a file, also in the midst of a record.
func unlessEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

func (f *TalkFile) take(body []byte) error {
	kind, body := body[0], body[1:]
	number := func(at int) int { return int(binary.BigEndian.Uint32(body[at:])) }
	switch {
	case kind == recordEnvelope:
		var delivery Delivery
		if json.Unmarshal(body, &delivery) != nil {
			return Errorf(Invalid, "De lijst van delen is niet leesbaar.")
		}
		f.Delivery = &delivery
	case kind == recordPart && len(body) > 4:
		f.Parts[number(0)] = bytes.Clone(body[4:])
	case kind == recordFrame && len(body) > 8 && number(4) == f.Frames[number(0)]:
		f.Parts[number(0)] = append(f.Parts[number(0)], body[8:]...)
		f.Frames[number(0)]++
	case kind == recordChoice:
		var choice TalkChoice
		if json.Unmarshal(body, &choice) != nil {
			return Errorf(Invalid, "Een keuze is niet leesbaar.")
		}
		f.Choices = slices.DeleteFunc(f.Choices, func(c TalkChoice) bool { return c.Number == choice.Number })
		f.Choices = append(f.Choices, choice)
	}
	return nil
}

// Final is the delivery as it can be taken in without its phone: small parts
// travel along, and of a talk that was not finalised every part is what stands in
// the file. unfinished tells that it was such a talk.
func (f TalkFile) Final() (d Delivery, unfinished bool) {
	d = *f.Delivery
	unfinished = !d.Final
	d.Final, d.Parts = true, nil
	for _, part := range f.Delivery.Parts {
		sealed := f.Parts[part.Number]
		if unfinished && !part.Gone {
			if len(sealed) == 0 && part.Kind == PartSound {
				continue // nothing of it was recorded
			}
			part.Bytes, part.SHA256, part.Frames = int64(len(sealed)), HexSHA256(sealed), f.Frames[part.Number]
		}
		if part.Kind != PartSound && len(sealed) <= InlineSize && HexSHA256(sealed) == part.SHA256 {
			part.Inline = sealed
		}
		d.Parts = append(d.Parts, part)
	}
	return d, unfinished
}
