package mongo

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// record is a document or tombstone as it is kept.
type record struct {
	ID       string `bson:"_id"` // stream/id
	Stream   string `bson:"stream"`
	Revision int64  `bson:"revision"`
	Kind     string `bson:"kind,omitempty"`
	Key      string `bson:"key,omitempty"`
	By       string `bson:"by,omitempty"`
	Ref      string `bson:"ref,omitempty"`
	Place    string `bson:"place,omitempty"`
	Body     []byte `bson:"body,omitempty"`
}

// place sorts as By and then ID do: By holds no character below the separator.
func place(by, id string) string { return by + "\x01" + id }

func recordOf(stream research.Stream, r engine.Record) record {
	kept := record{ID: recordID(stream, r.ID), Stream: string(stream), Revision: int64(r.Revision)}
	if !r.Tombstone() {
		kept.Kind, kept.Key, kept.By, kept.Ref, kept.Body = string(r.Kind), string(r.Key), r.By, r.Ref, r.Body
		kept.Place = place(r.By, r.ID)
	}
	return kept
}

func (r record) record() engine.Record {
	return engine.Record{
		ID: strings.TrimPrefix(r.ID, r.Stream+"/"), Revision: research.Revision(r.Revision),
		Kind: research.Kind(r.Kind), Key: research.KeyRef(r.Key), By: r.By, Ref: r.Ref, Body: r.Body,
	}
}

func recordID(stream research.Stream, id string) string { return string(stream) + "/" + id }

// event is an event as it is kept; Pending are its documents until they are
// all in their places.
type event struct {
	ID       string   `bson:"_id"` // stream/revision with leading zeros
	Stream   string   `bson:"stream"`
	Revision int64    `bson:"revision"`
	Act      string   `bson:"act"`
	Request  []byte   `bson:"request"`
	Verb     string   `bson:"verb"`
	Actor    string   `bson:"actor"`
	At       int64    `bson:"at"` // milliseconds since 1970, UTC
	Put      []string `bson:"put,omitempty"`
	Deleted  []string `bson:"deleted,omitempty"`
	Facts    []fact   `bson:"facts,omitempty"`
	MAC      []byte   `bson:"mac"`
	Pending  []record `bson:"pending,omitempty"`
}

// fact is a pair, since the name of a field may not hold every character.
type fact struct {
	Name  string `bson:"name"`
	Value string `bson:"value"`
}

// eventID sorts as revisions do: 19 digits hold every one.
func eventID(stream research.Stream, revision research.Revision) string {
	return fmt.Sprintf("%s/%019d", stream, revision)
}

// lastID is above the ids of all records and events of the stream.
func lastID(stream research.Stream) string { return string(stream) + "0" } // "0" follows "/"

func eventOf(e engine.Event) event {
	kept := event{
		ID: eventID(e.Stream, e.Revision), Stream: string(e.Stream), Revision: int64(e.Revision),
		Act: e.Act, Request: e.Request, Verb: e.Verb, Actor: e.Actor, At: e.At.UnixMilli(),
		Put: e.Put, Deleted: e.Deleted, MAC: e.MAC,
	}
	for _, name := range slices.Sorted(maps.Keys(e.Facts)) {
		kept.Facts = append(kept.Facts, fact{name, e.Facts[name]})
	}
	return kept
}

func (e event) event() engine.Event {
	found := engine.Event{Request: e.Request, Event: research.Event{
		Stream: research.Stream(e.Stream), Revision: research.Revision(e.Revision), Act: e.Act, Verb: e.Verb,
		Actor: e.Actor, At: time.UnixMilli(e.At).UTC(), Put: e.Put, Deleted: e.Deleted, MAC: e.MAC,
	}}
	for _, f := range e.Facts {
		if found.Facts == nil {
			found.Facts = map[string]string{}
		}
		found.Facts[f.Name] = f.Value
	}
	return found
}

func (e event) head() engine.Head {
	return engine.Head{Revision: research.Revision(e.Revision), At: time.UnixMilli(e.At).UTC(), MAC: e.MAC}
}
