package study

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Study is what the acts work with. Every act is a method of it, in the file of
// its noun; each checks by itself whether the one who asks may do it.
type Study struct {
	Store Store
	Keys  Keys
	Pairs Pairs
	Blobs Blobs
	Jobs  Jobs
	// Messages is nil when there is no mail server.
	Messages Messages
	Guides   Guides
	// Analysis counts over codings; releases are composed from it.
	Analysis Analysis
	// Language cuts texts into sentences, Texts reads files of texts.
	Language Language
	Texts    TextFiles
	// Sounds knows how recordings are written.
	Sounds Sounds
	Now    func() time.Time
	NewID  func() research.ID
	// System reaches every stream. An act uses it for a stream that the one who
	// asks does not reach, after it has checked that this person may.
	System research.Scope

	versions  versions
	sentences sentences
	parts     partLocks
	lines     lines
	rooms     rooms
}

// By is who does an act, and under which id of their own.
type By struct {
	Scope research.Scope
	// Act is the client's own id of the act (Idempotency-Key), "" for none.
	Act string
	// Request is what was asked, in bytes; it guards the id.
	Request []byte
}

// on is the act on a stream.
func (by By) on(stream research.Stream, verb string) Act {
	return Act{Stream: stream, ID: by.Act, Verb: verb, Request: by.Request}
}

// as is the same act done by another scope, for its second stream. The id holds
// who really asked, so that ids of different people never meet.
func (by By) as(scope research.Scope) By {
	if by.Act != "" {
		by.Act = by.Scope.Actor() + "/" + by.Act
	}
	by.Scope = scope
	return by
}

// step is a further act of the same stream that belongs to the same request.
func (by By) step(name string) By {
	if by.Act != "" {
		by.Act += "/" + name
	}
	return by
}

// act does one act of the scope.
func (s *Study) act(ctx context.Context, by By, stream research.Stream, verb string, decide func(Tx) error) (research.Event, error) {
	return s.Store.Act(ctx, by.Scope, by.on(stream, verb), decide)
}

// errDone leaves an act undone because what it would do is there already.
var errDone = errors.New("already done")

// ensure does an act whose decision may find that it is done already.
func (s *Study) ensure(ctx context.Context, by By, stream research.Stream, verb string, decide func(Tx) error) error {
	_, err := s.act(ctx, by, stream, verb, decide)
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// require is Forbidden when the one who asks has none of the roles in the project.
func require(scope research.Scope, roles ...research.Role) error {
	if scope.Everything() || scope.Has(roles...) {
		return nil
	}
	return research.Errorf(research.Forbidden, "Dit hoort niet bij uw rol in dit project. Vraag het de projectleider.")
}

// requireAdmin is Forbidden when the one who asks manages no accounts.
func requireAdmin(scope research.Scope) error {
	if scope.Everything() || scope.Admin() {
		return nil
	}
	return research.Errorf(research.Forbidden, "Dit kan alleen de beheerder van uw organisatie.")
}

// absent is NotFound, in the same words whether a thing is not there or not for
// the one who asks.
func absent() error {
	return research.Errorf(research.NotFound, "Dit is er niet, of u mag het niet zien.")
}

// load reads one document of a view as T.
func load[T any](v View, id string) (T, error) {
	document, err := v.Document(id)
	if err != nil {
		var none T
		return none, err
	}
	return decode[T](document)
}

// decode reads the body of a document as T.
func decode[T any](document research.Document) (value T, err error) {
	if err := jsonv2.Unmarshal(document.Body, &value); err != nil {
		return value, fmt.Errorf("read a document of kind %s: %w", document.Kind(), err)
	}
	return value, nil
}

// find is load that says whether the document is there.
func find[T any](v View, id string) (T, bool, error) {
	value, err := load[T](v, id)
	if missing(err) {
		return value, false, nil
	}
	return value, err == nil, err
}

// missing tells whether what was asked for is not there, or not any more.
func missing(err error) bool {
	fault := research.FaultOf(err)
	return fault == research.NotFound || fault == research.Erased
}

// loadAll reads the whole kind, in the order of By; it is for kinds of which a
// stream has at most some hundreds.
func loadAll[T any](v View, kind research.Kind) ([]T, error) {
	all, _, err := LoadAll[T](v, kind)
	return all, err
}

// LoadAll reads the whole kind, in the order of By, and adds up the bytes of
// the documents.
func LoadAll[T any](v View, kind research.Kind) (all []T, size int, err error) {
	all = []T{}
	err = each(v, research.Page{Kind: kind}, func(document research.Document) error {
		var value T
		if err := jsonv2.Unmarshal(document.Body, &value); err != nil {
			return fmt.Errorf("read a document of kind %s: %w", kind, err)
		}
		all, size = append(all, value), size+len(document.Body)
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return all, size, nil
}

// each visits all documents that a page asks for and those after it.
func each(v View, page research.Page, visit func(research.Document) error) error {
	page.Limit = 1000
	for {
		documents, next, err := v.Page(page)
		if err != nil {
			return err
		}
		for _, document := range documents {
			if err := visit(document); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		page.After = next
	}
}

// belonging are the documents of a kind that are an interview's.
func belonging(v View, kind research.Kind, interview research.ID) (all []research.Document, err error) {
	err = each(v, research.Page{Kind: kind, Ref: string(interview)}, func(document research.Document) error {
		all = append(all, document)
		return nil
	})
	return all, err
}

// loadPage reads one page of a kind with the cursor of the next.
func loadPage[T any](v View, page research.Page) ([]T, string, error) {
	documents, next, err := v.Page(page)
	if err != nil {
		return nil, "", err
	}
	items := make([]T, 0, len(documents))
	for _, document := range documents {
		var value T
		if err := jsonv2.Unmarshal(document.Body, &value); err != nil {
			return nil, "", fmt.Errorf("read a document of kind %s: %w", page.Kind, err)
		}
		items = append(items, value)
	}
	return items, next, nil
}

// owned is a document sealed under the key of its stream.
func owned(stream research.Stream, id, by string, value any) research.Document {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err) // the nouns hold nothing that JSON cannot
	}
	return research.Document{ID: id, Key: research.StreamKey(stream), By: by, Body: body}
}

// Page is one page of a list with the cursor of the next, "" at the end.
type Page[T any] struct {
	Items []T
	Next  string
	// Revision is that of the view, for lists that have an ETag.
	Revision research.Revision
}

// view is Store.View.
func (s *Study) view(ctx context.Context, scope research.Scope, stream research.Stream, read func(View) error) error {
	return s.Store.View(ctx, scope, stream, read)
}

// FoundingKey is a key on which the whole installation stands. It is made before
// the directory has its first event. One that is missing later was lost, and a new
// one would hide that: it is an error without fault.
func (s *Study) FoundingKey(ctx context.Context, ref research.KeyRef) ([]byte, error) {
	key, err := s.Keys.Key(ref)
	if research.FaultOf(err) != research.NotFound {
		return key, err
	}
	head, err := s.Store.Head(ctx, s.System, research.Directory)
	if err != nil {
		return nil, err
	}
	if head == 0 {
		return s.Keys.Ensure(ctx, ref)
	}
	key, err = s.Keys.Key(ref) // another server may have made it, and then the first event
	if research.FaultOf(err) == research.NotFound {
		return nil, lostKey(ref)
	}
	return key, err
}

func lostKey(ref research.KeyRef) error {
	return fmt.Errorf("the key %s is gone, and the erasure ledger does not say so: restore the key store", ref)
}

// Derive makes a key for one purpose from the directory's data key.
func (s *Study) Derive(ctx context.Context, purpose string) ([]byte, error) {
	secret, err := s.FoundingKey(ctx, research.StreamKey(research.Directory))
	if err != nil {
		return nil, err
	}
	return hkdf.Key(sha256.New, secret, nil, "wijkstem/"+purpose+"/v1", sha256.Size)
}

var lookupEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// lookup is the keyed hash by which the directory finds a text without holding it.
func (s *Study) lookup(ctx context.Context, purpose, text string) (string, error) {
	key, err := s.Derive(ctx, "lookup/"+purpose)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return lookupEncoding.EncodeToString(mac.Sum(nil)), nil
}

// Ready tells whether data and keys can be read.
func (s *Study) Ready(ctx context.Context) error {
	if _, err := s.FoundingKey(ctx, research.StreamKey(research.Directory)); err != nil {
		return err
	}
	_, err := s.Store.Head(ctx, s.System, research.Directory)
	return err
}
