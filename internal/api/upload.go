package api

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // tus clients may choose it; it finds damage, not fraud
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"hash"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// What this server can of tus, the protocol for uploads that go on where they
// stopped (https://tus.io/protocols/resumable-upload, version 1.0.0).
const (
	tusVersion    = "1.0.0"
	tusExtensions = "creation,creation-defer-length,checksum,termination"
	tusChecksums  = "sha256,sha1"
	longestPatch  = 4 << 20

	statusChecksumMismatch = 460
)

// patches carry sound over slow links.
var patches = limits{body: longestPatch, read: 2 * time.Minute}

// speaksTus refuses other versions of the protocol.
func (c *call) speaksTus() error {
	header := c.Response().Header()
	header.Set("Tus-Resumable", tusVersion)
	if c.Request().Header.Get("Tus-Resumable") != tusVersion {
		header.Set("Tus-Version", tusVersion)
		return research.Errorf(research.Stale, "Deze server spreekt tus 1.0.0.")
	}
	return nil
}

func (s *Server) describeUploads(c *call) error {
	header := c.Response().Header()
	header.Set("Tus-Resumable", tusVersion)
	header.Set("Tus-Version", tusVersion)
	header.Set("Tus-Extension", tusExtensions)
	header.Set("Tus-Checksum-Algorithm", tusChecksums)
	header.Set("Tus-Max-Size", strconv.FormatInt(research.LongestPart, 10))
	return c.nothing()
}

func (s *Server) beginUpload(c *call) error {
	if err := c.speaksTus(); err != nil {
		return err
	}
	length, err := c.uploadLength()
	if err != nil {
		return err
	}
	if length == nil && c.Request().Header.Get("Upload-Defer-Length") == "" {
		return research.Checks{{Field: "/Upload-Length", Detail: "Geef de lengte, of zeg dat die later komt."}}.Err()
	}
	part, err := partOf(c.Request().Header.Get("Upload-Metadata"))
	if err != nil {
		return err
	}
	upload, err := s.Study.BeginUpload(c.context(), c.scope, c.id("project"), part, length)
	if err != nil {
		return s.orProof(c, part.Interview, err)
	}
	c.Response().Header().Set("Location", "/v1/projects/"+string(upload.Project)+"/uploads/"+string(upload.ID))
	return c.offset(http.StatusCreated, upload)
}

// partOf reads which part an upload fills from its metadata.
func partOf(metadata string) (research.Part, error) {
	values := map[string]string{}
	var checks research.Checks
	for pair := range strings.SplitSeq(metadata, ",") {
		name, coded, _ := strings.Cut(strings.TrimSpace(pair), " ")
		value, err := base64.StdEncoding.DecodeString(strings.TrimSpace(coded))
		checks.That(err == nil, "/Upload-Metadata/"+pointer(name), "Dit is geen base64.")
		values[name] = string(value)
	}
	number, err := strconv.Atoi(values["part"])
	part := research.Part{Interview: research.ID(values["interview"]), Number: number}
	checks.That(part.Interview.Valid(), "/Upload-Metadata/interview", "Zeg bij welk gesprek dit hoort.")
	checks.That(err == nil && number > 0 && number <= 10_000, "/Upload-Metadata/part", "Zeg welk deel dit is, vanaf 1.")
	return part, checks.Err()
}

func (c *call) uploadLength() (*int64, error) {
	text := c.Request().Header.Get("Upload-Length")
	if text == "" {
		return nil, nil
	}
	length, err := strconv.ParseInt(text, 10, 64)
	return &length, err
}

// offset answers how far an upload is.
func (c *call) offset(status int, upload research.Upload) error {
	header := c.Response().Header()
	header.Set("Upload-Offset", strconv.FormatInt(upload.Offset, 10))
	if upload.Length != nil {
		header.Set("Upload-Length", strconv.FormatInt(*upload.Length, 10))
	} else {
		header.Set("Upload-Defer-Length", "1")
	}
	return c.NoContent(status)
}

func (s *Server) readUpload(c *call) error {
	if err := c.speaksTus(); err != nil {
		return err
	}
	upload, err := s.Study.Upload(c.context(), c.scope, c.id("project"), c.id("upload"))
	if err != nil {
		return err
	}
	return c.offset(http.StatusOK, upload)
}

// patchBodies are used again: a phone sends hundreds of half a megabyte. They
// hold sealed bytes only.
var patchBodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (s *Server) continueUpload(c *call) error {
	if err := c.speaksTus(); err != nil {
		return err
	}
	length, err := c.uploadLength()
	if err != nil {
		return err
	}
	offset, err := strconv.ParseInt(c.Request().Header.Get("Upload-Offset"), 10, 64)
	if err != nil {
		return err
	}
	body := patchBodies.Get().(*bytes.Buffer)
	defer patchBodies.Put(body)
	body.Reset()
	if _, err := body.ReadFrom(c.Request().Body); err != nil {
		return err
	}
	if err := checkSum(c.Request().Header.Get("Upload-Checksum"), body.Bytes()); err != nil {
		return err
	}
	sent := study.Bytes{Offset: offset, Length: length, Bytes: body.Bytes()}
	upload, err := s.Study.ContinueUpload(c.context(), c.scope, c.id("project"), c.id("upload"), sent)
	if err != nil {
		return s.orProof(c, upload.Interview, err)
	}
	return c.offset(http.StatusNoContent, upload)
}

// checkSum compares bytes with the sum that the phone sent along, if any.
func checkSum(named string, body []byte) error {
	if named == "" {
		return nil
	}
	algorithm, coded, _ := strings.Cut(named, " ")
	want, err := base64.StdEncoding.DecodeString(coded)
	sums := map[string]hash.Hash{"sha256": sha256.New(), "sha1": sha1.New()} //nolint:gosec // see above
	sum := sums[algorithm]
	var checks research.Checks
	checks.That(sum != nil && err == nil, "/Upload-Checksum", "Gebruik sha256 of sha1, een spatie en base64.")
	if err := checks.Err(); err != nil {
		return err
	}
	sum.Write(body)
	if subtle.ConstantTimeCompare(sum.Sum(nil), want) != 1 {
		return &statusError{statusChecksumMismatch, "De bytes zijn onderweg beschadigd. Stuur ze opnieuw."}
	}
	return nil
}

func (s *Server) abortUpload(c *call) error {
	if err := c.speaksTus(); err != nil {
		return err
	}
	if err := s.Study.AbortUpload(c.context(), c.scope, c.id("project"), c.id("upload")); err != nil {
		return err
	}
	return c.nothing()
}
