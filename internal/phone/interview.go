package phone

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Talk is an interview as the phone holds it before it seals it. Of the
// manifest only what the phone itself cannot know is filled in: device,
// project and parts are added at sealing.
type Talk struct {
	Manifest research.Manifest
	Answers  research.Answers
	// Contact is how to reach the participant, nil for not at all.
	Contact *research.ContactDetails
	Sound   []Segment
}

// WebMHead is how every WebM begins, for sound that nobody listens to.
const WebMHead = "\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"

// Segment is a stretch of sound without a gap, in the chunks in which it was
// recorded; each becomes one frame.
type Segment struct {
	MIME         string
	Milliseconds int64
	Chunks       [][]byte
}

// Sealed is an interview that only the server can open. The bytes of parts that
// do not travel in the delivery are in Parts, by number.
type Sealed struct {
	Delivery research.Delivery
	Parts    map[int][]byte
	// Keys are the data keys; a phone destroys them, tests may look.
	Keys map[research.Purpose][]byte
}

// Seal makes an interview ready for delivery, as final.
func (p *Phone) Seal(ctx context.Context, talk Talk) (Sealed, error) {
	if p.keys.Project.Key == "" {
		if _, err := p.Field(ctx); err != nil {
			return Sealed{}, err
		}
	}
	s := sealing{talk: talk, Sealed: Sealed{Parts: map[int][]byte{}, Keys: map[research.Purpose][]byte{}}}
	m := &s.talk.Manifest
	m.Device, m.Project, m.Parts = p.Device, p.Project, nil
	s.Delivery = research.Delivery{Version: 1, Interview: m.Interview, Keys: map[research.Purpose]research.Wrapped{}, Final: true}
	s.Delivery.Parts = []research.DeliveredPart{}
	if err := s.makeKeys(p.keys); err != nil {
		return Sealed{}, err
	}
	if err := s.seal(); err != nil {
		return Sealed{}, err
	}
	return s.Sealed, nil
}

type sealing struct {
	Sealed
	talk Talk
}

func (s *sealing) makeKeys(pairs DeliveryKeys) error {
	purposes := []research.Purpose{research.Rest}
	if len(s.talk.Sound) > 0 {
		purposes = append(purposes, research.Sound)
	}
	if s.talk.Contact != nil {
		purposes = append(purposes, research.Contact)
	}
	for _, purpose := range purposes {
		pair := pairs.Project
		if purpose == research.Contact {
			pair = pairs.Vault
		}
		key := make([]byte, research.DataKeySize)
		_, _ = rand.Read(key) // never fails
		bound := research.Wrapping{Interview: s.Delivery.Interview, Purpose: purpose}
		wrapped, err := research.Wrap(rand.Reader, pair.Key, pair.Public, bound, key)
		if err != nil {
			return fmt.Errorf("wrap %s: %w", purpose, err)
		}
		s.Keys[purpose], s.Delivery.Keys[purpose] = key, wrapped
	}
	return nil
}

func (s *sealing) seal() error {
	if err := s.add(research.PartAnswers, s.talk.Answers); err != nil {
		return err
	}
	if s.talk.Contact != nil {
		if err := s.add(research.PartContact, s.talk.Contact); err != nil {
			return err
		}
	}
	for _, segment := range s.talk.Sound {
		if err := s.addSound(segment); err != nil {
			return err
		}
	}
	text, err := json.Marshal(s.talk.Manifest)
	if err != nil {
		return err
	}
	part := research.Part{Interview: s.Delivery.Interview}
	s.Delivery.Sealed, err = research.SealPart(rand.Reader, s.Keys[research.Rest], part, text)
	return err
}

// add seals a part of JSON; it travels inline when it is small.
func (s *sealing) add(kind research.PartKind, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	part := research.Part{Interview: s.Delivery.Interview, Number: len(s.Delivery.Parts) + 1}
	sealed, err := research.SealPart(rand.Reader, s.Keys[kind.Purpose()], part, text)
	if err != nil {
		return err
	}
	delivered := s.note(kind, sealed, (len(text)+research.MaxFrame-1)/research.MaxFrame)
	if len(sealed) <= research.InlineSize {
		delivered.Inline = sealed
	} else {
		s.Parts[part.Number] = sealed
	}
	return nil
}

func (s *sealing) addSound(segment Segment) error {
	part := research.Part{Interview: s.Delivery.Interview, Number: len(s.Delivery.Parts) + 1}
	var sealed []byte
	for seq, chunk := range segment.Chunks {
		frame, err := research.SealFrame(rand.Reader, s.Keys[research.Sound], part, seq, chunk)
		if err != nil {
			return err
		}
		sealed = append(sealed, frame...)
	}
	s.note(research.PartSound, sealed, len(segment.Chunks))
	about := &s.talk.Manifest.Parts[len(s.talk.Manifest.Parts)-1]
	about.MIME, about.Milliseconds, about.Chunks = segment.MIME, segment.Milliseconds, len(segment.Chunks)
	about.StartedAt = s.talk.Manifest.StartedAt
	s.Parts[part.Number] = sealed
	return nil
}

func (s *sealing) note(kind research.PartKind, sealed []byte, frames int) *research.DeliveredPart {
	part := research.DeliveredPart{
		Number: len(s.Delivery.Parts) + 1, Kind: kind, Bytes: int64(len(sealed)), SHA256: research.HexSHA256(sealed), Frames: frames,
	}
	s.Delivery.Parts = append(s.Delivery.Parts, part)
	s.talk.Manifest.Parts = append(s.talk.Manifest.Parts, research.ManifestPart{
		Number: part.Number, Kind: kind, Bytes: part.Bytes, SHA256: part.SHA256,
	})
	return &s.Delivery.Parts[len(s.Delivery.Parts)-1]
}

// Deliver brings an interview to the server and returns its receipt, which
// names every part with the sum of the bytes that were sent.
func (p *Phone) Deliver(ctx context.Context, sealed Sealed) (research.Receipt, error) {
	receipt, err := p.Announce(ctx, sealed)
	if err != nil {
		return receipt, err
	}
	for _, part := range sealed.Delivery.Parts {
		bytes, apart := sealed.Parts[part.Number]
		if apart && !safe(part, receipt) {
			if err := p.replace(ctx, sealed.Delivery.Interview, part, receipt); err != nil {
				return receipt, fmt.Errorf("part %d: %w", part.Number, err)
			}
			if err := p.Upload(ctx, sealed.Delivery.Interview, part.Number, bytes); err != nil {
				return receipt, fmt.Errorf("part %d: %w", part.Number, err)
			}
		}
	}
	if receipt, err = p.Receipt(ctx, sealed.Delivery.Interview); err != nil {
		return receipt, err
	}
	return receipt, sealed.Check(receipt)
}

// Announce sends the delivery without the parts that travel apart.
func (p *Phone) Announce(ctx context.Context, sealed Sealed) (receipt research.Receipt, err error) {
	err = p.Do(ctx, http.MethodPut, "/interviews/"+string(sealed.Delivery.Interview)+"/manifest", sealed.Delivery, &receipt)
	return receipt, err
}

// Receipt asks what the server has.
func (p *Phone) Receipt(ctx context.Context, interview research.ID) (receipt research.Receipt, err error) {
	err = p.Do(ctx, http.MethodGet, "/interviews/"+string(interview)+"/receipt", nil, &receipt)
	return receipt, err
}

// safe tells whether a receipt names a part as it was sent, or as erased.
func safe(sent research.DeliveredPart, receipt research.Receipt) bool {
	part := received(receipt, sent.Number)
	same := part.State != research.PartWaiting && part.SHA256 == sent.SHA256 && part.Bytes == sent.Bytes
	return same || part.State == research.PartErased
}

// received is what a receipt says of a part; one that it does not know waits.
func received(receipt research.Receipt, number int) research.ReceivedPart {
	for _, part := range receipt.Parts {
		if part.Number == number {
			return part
		}
	}
	return research.ReceivedPart{Number: number, State: research.PartWaiting}
}

// replace takes a part back of which the server has other bytes.
func (p *Phone) replace(ctx context.Context, interview research.ID, part research.DeliveredPart, receipt research.Receipt) error {
	if received(receipt, part.Number).State == research.PartWaiting {
		return nil
	}
	path, _, err := p.begin(ctx, interview, part.Number, int(part.Bytes))
	if err != nil {
		return err
	}
	_, _, err = p.send(ctx, http.MethodDelete, path, http.Header{"Tus-Resumable": {"1.0.0"}}, nil)
	return err
}

// ErrNotSafe says that the server does not have all that was sent.
var ErrNotSafe = errors.New("the receipt does not name what was sent")

// Check holds a receipt to what was sent.
func (s Sealed) Check(receipt research.Receipt) error {
	for _, sent := range s.Delivery.Parts {
		if !safe(sent, receipt) {
			return fmt.Errorf("part %d: %w", sent.Number, ErrNotSafe)
		}
	}
	return nil
}

// patchSize is how many bytes go in one PATCH.
const patchSize = 512 << 10

// begin begins the upload of a part, or finds it: its path, and how far it is.
func (p *Phone) begin(ctx context.Context, interview research.ID, part, length int) (path string, offset int, err error) {
	metadata := "interview " + base64.StdEncoding.EncodeToString([]byte(interview)) +
		",part " + base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(part)))
	header := http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Length": {strconv.Itoa(length)}, "Upload-Metadata": {metadata}}
	answer, _, err := p.send(ctx, http.MethodPost, "/projects/"+string(p.Project)+"/uploads", header, nil)
	if err != nil {
		return "", 0, err
	}
	_, id, _ := strings.Cut(answer.Get("Location"), "/uploads/")
	offset, err = offsetOf(answer)
	return "/projects/" + string(p.Project) + "/uploads/" + id, offset, err
}

// Upload sends the bytes of one part, from wherever the server got to.
func (p *Phone) Upload(ctx context.Context, interview research.ID, part int, sealed []byte) error {
	path, offset, err := p.begin(ctx, interview, part, len(sealed))
	for err == nil && offset < len(sealed) {
		end := min(offset+patchSize, len(sealed))
		header := http.Header{
			"Tus-Resumable": {"1.0.0"}, "Content-Type": {"application/offset+octet-stream"}, "Upload-Offset": {strconv.Itoa(offset)},
		}
		var answer http.Header
		if answer, _, err = p.send(ctx, http.MethodPatch, path, header, bytes.NewReader(sealed[offset:end])); err == nil {
			offset, err = offsetOf(answer)
		}
	}
	return err
}

func offsetOf(header http.Header) (int, error) {
	offset, err := strconv.Atoi(header.Get("Upload-Offset"))
	if err != nil {
		return 0, fmt.Errorf("no Upload-Offset: %w", err)
	}
	return offset, nil
}
