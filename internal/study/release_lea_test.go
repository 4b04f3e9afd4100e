package study_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// leaPoints are the points of the invented study with five parents.
type leaPoints struct {
	NotHeard  []string `yaml:"notHeard"`
	Reading   []string `yaml:"reading"`
	Discussed struct {
		On          string `yaml:"on"`
		WithWhom    string `yaml:"withWhom"`
		Differently string `yaml:"differently"`
	} `yaml:"discussed"`
	Columns map[research.StatementKind][]struct {
		Title        string           `yaml:"title"`
		Sentence     string           `yaml:"sentence"`
		Codes        []string         `yaml:"codes"`
		PolicyThemes []string         `yaml:"policyThemes"`
		Owners       []research.Owner `yaml:"owners"`
		CounterVoice *struct {
			Text      string `yaml:"text"`
			Reference string `yaml:"reference"`
		} `yaml:"counterVoice"`
	} `yaml:"columns"`
}

// TestFiveTalks releases the invented study for the Lokale Educatieve Agenda.
func TestFiveTalks(t *testing.T) {
	w := newWriting(t, research.ProjectSmall)
	w.holdTalks("lea/texts")
	content, err := os.ReadFile(filepath.Join("..", "demo", "lea", "points.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var points leaPoints
	if err := yaml.Unmarshal(content, &points); err != nil {
		t.Fatal(err)
	}
	written := 0
	for _, kind := range []research.StatementKind{"good", "better", "lead"} {
		for _, p := range points.Columns[kind] {
			f := research.Finding{Title: p.Title, Sentence: p.Sentence, Kind: kind, Codes: p.Codes, PolicyThemes: p.PolicyThemes, Owners: p.Owners}
			for _, code := range p.Codes {
				f.Evidence = append(f.Evidence, w.evidenceOf(code, kind)...)
			}
			if v := p.CounterVoice; v != nil {
				f.CounterVoice = &research.CounterVoice{Text: v.Text, Interview: w.interviews[v.Reference].ID}
			}
			w.finding(f)
			written++
		}
	}
	d := points.Discussed
	v := w.release(research.ReleaseChoices{NotHeard: points.NotHeard, Reading: points.Reading,
		Discussed: &research.Discussed{On: d.On, WithWhom: d.WithWhom, Differently: d.Differently}})
	if got := len(v.Columns.Good) + len(v.Columns.Better) + len(v.Columns.Lead); got != written || v.N != 5 {
		t.Errorf("%d points of %d interviews, want %d of 5", got, v.N, written)
	}
	noNumbers(t, w, "municipality")
	read, _ := w.read("school", study.LatestVersion)
	golden(t, "version-5.json", read)
}

// evidenceOf are the codings of a code with the kind.
func (w *writing) evidenceOf(code string, kind research.StatementKind) []research.ID {
	var ids []research.ID
	for _, reference := range slices.Sorted(keysOf(w.codings)) {
		for _, coding := range w.codings[reference] {
			if coding.Code == code && coding.Kind == kind {
				ids = append(ids, coding.ID)
			}
		}
	}
	return ids
}
