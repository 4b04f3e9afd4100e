package api

import (
	"context"
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// call is one request that the description allows, with who makes it.
type call struct {
	echo.Context
	route     route
	operation operation
	epoch     string
	caller    auth.Caller
	scope     research.Scope
	body      []byte // of JSON
}

func (c *call) context() context.Context { return c.Request().Context() }

// id is an id in the path; the description has checked its form.
func (c *call) id(name string) research.ID { return research.ID(c.Param(name)) }

// by is who does the act, under the client's own id of it, guarded by all that
// was asked.
func (c *call) by() study.By {
	r := c.Request()
	request := r.Method + " " + r.URL.EscapedPath() + "\n" + r.Header.Get("If-Match") + "\n" + string(c.body)
	return study.By{Scope: c.scope, Act: r.Header.Get("Idempotency-Key"), Request: []byte(request)}
}

// decode reads the body as T. The description has checked it already; a field
// that T lacks is a fault of ours.
func decode[T any](c *call) (T, error) {
	var value T
	err := jsonv2.Unmarshal(c.body, &value, jsonv2.RejectUnknownMembers(true), jsonv2.MatchCaseInsensitiveNames(true))
	return value, err
}

// send answers with a value as JSON.
func (c *call) send(status int, value any) error { return c.JSON(status, value) }

// nothing answers that it is done.
func (c *call) nothing() error { return c.NoContent(http.StatusNoContent) }

// tag sets the ETag of a revision. fresh tells that the client has it already:
// answer c.unchanged().
func (c *call) tag(revision research.Revision) (fresh bool) {
	return c.tagText(c.tagOf(revision))
}

func (c *call) tagOf(revision research.Revision) string {
	return c.epoch + "-" + strconv.FormatInt(int64(revision), 10)
}

// tagFor is tag for an answer that also holds the roles of the one who asks: they
// change without the document.
func (c *call) tagFor(revision research.Revision, roles []research.Role) (fresh bool) {
	sum := fnv.New32a()
	for _, role := range roles {
		_, _ = sum.Write([]byte(role + "\n")) // never fails
	}
	return c.tagText(fmt.Sprintf("%s-%d.%08x", c.epoch, revision, sum.Sum32()))
}

func (c *call) tagText(text string) (fresh bool) {
	tag := `"` + text + `"`
	c.Response().Header().Set("ETag", tag)
	for known := range strings.SplitSeq(c.Request().Header.Get("If-None-Match"), ",") {
		known = strings.TrimPrefix(strings.TrimSpace(known), "W/")
		if known == tag || known == "*" {
			return true
		}
	}
	return false
}

// known is the revision that the client has already, 0 when it does not say or
// names several.
func (c *call) known() research.Revision {
	epoch, number, _ := strings.Cut(strings.Trim(c.Request().Header.Get("If-None-Match"), `"`), "-")
	revision, err := strconv.ParseInt(number, 10, 64)
	if err != nil || epoch != c.epoch {
		return 0
	}
	return research.Revision(revision)
}

// unchanged answers that the client has what there is.
func (c *call) unchanged() error { return c.NoContent(http.StatusNotModified) }

// match is the revision that the client read, 0 when it does not say.
func (c *call) match() (research.Revision, error) {
	text := c.Request().Header.Get("If-Match")
	if text == "" || text == "*" {
		return 0, nil
	}
	epoch, number, found := strings.Cut(strings.Trim(text, `"`), "-")
	number, _, _ = strings.Cut(number, ".") // roles beside it do not count for a change
	revision, err := strconv.ParseInt(number, 10, 64)
	if !found || err != nil || epoch != c.epoch || revision <= 0 {
		return 0, research.Errorf(research.Stale, "Dit is intussen veranderd. Haal het opnieuw op.")
	}
	return research.Revision(revision), nil
}

const usualPage = 50

// page is what the client asks of a list that the store keeps in order.
func (c *call) page() (after string, limit int, err error) {
	limit = usualPage
	if text := c.QueryParam("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil {
			return "", 0, err
		}
	}
	cursor := c.QueryParam("after")
	if cursor == "" {
		return "", limit, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	epoch, after, found := strings.Cut(string(raw), "/")
	if err != nil || !found || epoch != c.epoch {
		return "", 0, wrongCursor()
	}
	return after, limit, nil
}

func wrongCursor() error {
	return research.Checks{{Field: "/after", Detail: "Deze plek in de lijst is er niet meer. Begin opnieuw."}}.Err()
}

// next is the cursor that the client gives back for the page after this one.
func (c *call) next(after string) string {
	if after == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(c.epoch + "/" + after))
}

// list is a page on the wire.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// slice is the page of a list that is wholly in memory and in order; id names
// each item.
func slice[T any](c *call, all []T, id func(T) string) (list[T], error) {
	after, limit, err := c.page()
	if err != nil {
		return list[T]{}, err
	}
	start := 0
	if after != "" {
		for start < len(all) && id(all[start]) != after {
			start++
		}
		if start == len(all) {
			return list[T]{}, wrongCursor()
		}
		start++
	}
	items := all[start:min(start+limit, len(all))]
	page := list[T]{Items: append([]T{}, items...)}
	if start+limit < len(all) {
		page.Next = c.next(id(items[len(items)-1]))
	}
	return page, nil
}

// browser is what is known of who asks before they are known.
func (s *Server) browser(c *call) auth.Browser {
	known, _ := s.cookie(c, knownCookie)
	return auth.Browser{Address: c.RealIP(), Agent: c.Request().UserAgent(), Known: known}
}
