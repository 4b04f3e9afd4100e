package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
)

type recordingJSON struct {
	Part         int    `json:"part"`
	MIME         string `json:"mime"`
	Bytes        int64  `json:"bytes"`
	Milliseconds int64  `json:"milliseconds"`
	State        string `json:"state"`
}

func (s *Server) listRecordings(c *call) error {
	recordings, err := s.Study.Recordings(c.context(), c.scope, c.id("project"), c.id("interview"))
	if err != nil {
		return err
	}
	answer := list[recordingJSON]{Items: []recordingJSON{}}
	for _, r := range recordings {
		answer.Items = append(answer.Items, recordingJSON{
			r.Recording.Part, r.Recording.MIME, r.Recording.Bytes, r.Recording.Milliseconds, r.State,
		})
	}
	return c.send(http.StatusOK, answer)
}

func (s *Server) readPeaks(c *call) error {
	part, err := strconv.Atoi(c.Param("part"))
	if err != nil {
		return err
	}
	peaks, err := s.Study.Peaks(c.context(), c.scope, c.id("project"), c.id("interview"), part)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, struct {
		EveryMS int64           `json:"everyMs"`
		Values  research.Base64 `json:"values"`
	}{peaks.EveryMS, peaks.Values})
}

// A listening cookie lets the browser's own player ask for the sound of one
// recording: players send no tokens.
const (
	listeningCookie = "wijkstem-listening"
	listeningLife   = 5 * time.Minute
)

func (s *Server) allowListening(c *call) error {
	part, err := strconv.Atoi(c.Param("part"))
	if err != nil {
		return err
	}
	if err := s.Study.MayListen(c.context(), c.scope, c.id("project"), c.id("interview"), part); err != nil {
		return err
	}
	path := strings.TrimSuffix(c.Request().URL.Path, "/listening") + "/sound"
	value, err := s.listening(c.context(), c.caller.ID, path, s.Study.Now().Add(listeningLife))
	if err != nil {
		return err
	}
	c.SetCookie(&http.Cookie{
		Name: listeningCookie, Value: value, Path: path, HttpOnly: true, Secure: s.secure(),
		SameSite: http.SameSiteStrictMode, MaxAge: int(listeningLife / time.Second),
	})
	return c.nothing()
}

// listening says who may listen to what until when, signed.
func (s *Server) listening(ctx context.Context, account research.ID, path string, ends time.Time) (string, error) {
	key, err := s.Study.Derive(ctx, "listening")
	if err != nil {
		return "", err
	}
	head := string(account) + "." + strconv.FormatInt(ends.Unix(), 10)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(head + "." + path))
	return head + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

// listener is the scope of who has a listening cookie for this path, as it is
// now: a role that was taken away ends it at once.
func (s *Server) listener(c *call) (research.Scope, error) {
	refused := research.Errorf(research.Unauthorized, "Vraag opnieuw of u mag luisteren.")
	if err := sameOrigin(c.Request()); err != nil {
		return research.Scope{}, err
	}
	value, found := c.cookie(listeningCookie)
	parts := strings.Split(value, ".")
	if !found || len(parts) != 3 {
		return research.Scope{}, refused
	}
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return research.Scope{}, refused
	}
	ends := time.Unix(seconds, 0)
	want, err := s.listening(c.context(), research.ID(parts[0]), c.Request().URL.Path, ends)
	if err != nil {
		return research.Scope{}, err
	}
	if !hmac.Equal([]byte(want), []byte(value)) || !s.Study.Now().Before(ends) {
		return research.Scope{}, refused
	}
	account, err := s.Study.Account(c.context(), research.ID(parts[0]))
	if err != nil {
		return research.Scope{}, refused
	}
	caller := auth.Caller{Actor: "account/" + string(account.ID), ID: account.ID, Account: &account}
	return s.Auth.Scope(c.context(), caller, c.id("project"))
}

// readSound plays a recording, or a range of it, opened in memory frame by frame:
// in the form that players can seek in, or as it was recorded.
func (s *Server) readSound(c *call) error {
	scope, err := s.listener(c)
	if err != nil {
		return err
	}
	part, err := strconv.Atoi(c.Param("part"))
	if err != nil {
		return err
	}
	sound, err := s.Study.Sound(c.context(), scope, c.id("project"), c.id("interview"), part)
	if err != nil {
		return err
	}
	defer func() { _ = sound.Close() }()
	var content io.ReadSeeker = sound
	tag, mime := sound.SHA256, sound.Recording.MIME
	if c.QueryParam("original") != "1" {
		tag += seekableForm
		if mime, content, err = sound.Seekable(); err != nil {
			return err
		}
	}
	return c.serveSound(content, mime, tag)
}

// seekableForm names the way in which recordings are put together for players:
// whoever changes what comes out gives it another name.
const seekableForm = "-s2"

// serveSound sends sound, or the range of it that was asked for.
func (c *call) serveSound(content io.ReadSeeker, mime, tag string) error {
	size, err := content.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Type", mime)
	header.Set("ETag", `"`+tag+`"`)
	header.Set("Content-Disposition", "inline")
	if rangeBeyond(c.Request().Header.Get("Range"), size) {
		header.Set("Content-Range", "bytes */"+strconv.FormatInt(size, 10))
		return &statusError{http.StatusRequestedRangeNotSatisfiable, ""}
	}
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, content)
	return nil
}

// rangeBeyond tells whether a single range lies behind the end or is no range
// at all; players ask for one at a time.
func rangeBeyond(header string, size int64) bool {
	if header == "" {
		return false
	}
	spec, isBytes := strings.CutPrefix(header, "bytes=")
	first, last, isRange := strings.Cut(spec, "-")
	if !isBytes || !isRange || strings.Contains(spec, ",") {
		return true
	}
	if first == "" {
		n, err := strconv.ParseInt(last, 10, 64)
		return err != nil || n <= 0
	}
	from, err := strconv.ParseInt(first, 10, 64)
	if err != nil || from < 0 || from >= size {
		return true
	}
	if last == "" {
		return false
	}
	to, err := strconv.ParseInt(last, 10, 64)
	return err != nil || to < from
}
