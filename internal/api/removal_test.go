package api_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// published is a version made of interviews that a phone delivered.
type published struct {
	*field
	interviews []research.ID
	words      []string // the references
	version    research.Version
}

// publish delivers interviews, codes each, quotes the first two and releases.
func publish(t *testing.T) *published {
	p := &published{field: newField(t)}
	var codings []research.ID
	for range 6 {
		sealed := p.seal(p.talk(func(k *phone.Talk) { p.words = append(p.words, k.Manifest.Reference) }))
		p.deliver(sealed)
		id := sealed.Delivery.Interview
		p.do("PUT", p.field.interview(id)+"/check", "researcher", object{"checked": true}).want(200)
		var text struct{ Utterances []struct{ ID string } }
		p.do("GET", p.inInterview(id, "/text"), "researcher", nil).want(200).into(&text)
		path := research.NewID()
		p.do("PUT", p.fill("/projects/{project}/codings/")+string(path), "researcher", coding(id, text.Utterances[0].ID, 0, 6)).want(201)
		p.interviews, codings = append(p.interviews, id), append(codings, path)
	}
	finding := p.do("POST", p.fill("/projects/{project}/findings"), "researcher", findingBody(codings)).want(201).field("id").(string)
	for i := range 2 {
		body := quoteBody(codings[i], research.ID(finding))
		body["text"] = p.said(i)
		path := p.fill("/projects/{project}/quotes/") + string(research.NewID())
		p.do("PUT", path, "researcher", body).want(201)
		p.do("PUT", path, "second-reader", with(body, object{"recognised": "no"})).want(200)
	}
	draft := p.do("POST", p.fill("/projects/{project}/releases"), "researcher", object{"round": 1}).want(201).field("id").(string)
	p.do("PUT", p.fill("/projects/{project}/releases/")+draft+"/approval", "second-reader", nil).want(200)
	p.version = p.read()
	return p
}

// said is what the quote of an interview says.
func (p *published) said(i int) string { return fmt.Sprintf("Deze ouder vond dit van %c.", 'a'+i) }

func (p *published) read() (v research.Version) {
	p.t.Helper()
	p.do("GET", p.fill("/projects/{project}/versions/latest"), "municipality-reader", nil).want(200).into(&v)
	return v
}

// gone checks that a text left the version, that nothing else did, and that the
// hash still holds.
func (p *published) gone(text string, removed int) {
	p.t.Helper()
	after := p.read()
	body := p.do("GET", p.fill("/projects/{project}/versions/latest"), "municipality-reader", nil).want(200).text
	if bytes.Contains(body, []byte(text)) || len(after.Removed) != removed || after.N != p.version.N || after.Hash != p.version.Hash {
		p.t.Errorf("n %d, removed %v, hash %s, was %d and %s: %s", after.N, after.Removed, after.Hash, p.version.N, p.version.Hash, body)
	}
	if found, err := p.Study.Verify(p.t.Context()); err != nil || len(found.Faults) > 0 || found.Releases != 1 {
		p.t.Errorf("the hash does not hold: %+v, %v", found, err)
	}
}

func TestAWithdrawalReachesTheVersion(t *testing.T) {
	p := publish(t)
	if p.version.N != 6 || len(p.version.Findings[0].Quotes) != 2 {
		t.Fatalf("got %+v", p.version)
	}
	draft := p.do("POST", p.fill("/projects/{project}/releases"), "researcher", object{"round": 1}).want(201).field("id").(string)
	words := p.words[0]
	p.do("POST", p.fill("/projects/{project}/withdrawals"), "lead", object{"reference": words}).want(201)
	p.runJobs()
	p.gone(p.said(0), 1)
	state := p.do("GET", p.fill("/projects/{project}/releases/")+draft, "second-reader", nil).want(200).field("state")
	if state != "void" {
		t.Errorf("a draft that counted the person is %v", state)
	}
	p.do("PUT", p.fill("/projects/{project}/releases/")+draft+"/approval", "second-reader", nil).want(409)
}

func TestNoToQuotesReachesTheVersion(t *testing.T) {
	p := publish(t)
	p.do("PUT", p.field.interview(p.interviews[1])+"/consent", "lead", object{"choices": object{"quote": "no"}}).want(200)
	p.gone(p.said(1), 1)
}
