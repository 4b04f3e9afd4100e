package textfile

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wijkstem/wijkstem/internal/research"
)

// prefix is who speaks and what, on one line: "A: ja", "Moeder 2: nee".
var prefix = regexp.MustCompile(`^([\p{L}][\p{L}\p{M}\p{N} ._/'’-]{0,39}?)\s*:(?:\s+|$)(.*)$`)

// known are labels whose meaning needs no guess.
var known = map[string]string{}

func init() {
	for speaker, labels := range map[string]string{
		research.SpeakerInterviewer: "i int interviewer interviewster gespreksvoerder onderzoeker sleutelfiguur buurtonderzoeker vraag v vr q",
		research.SpeakerParticipant: "d r deelnemer deelneemster respondent respondente ouder moeder vader jongere jongen meisje " +
			"antwoord geïnterviewde geinterviewde verzorger",
		research.SpeakerInterpreter: "t tolk",
		research.SpeakerNote:        "notitie aantekening opmerking",
		research.SpeakerSummary:     "samenvatting",
	} {
		for label := range strings.FieldsSeq(labels) {
			known[label] = speaker
		}
	}
}

// meaning is the speaker that a label stands for, "" when it must be guessed;
// a number after it does not matter ("Deelnemer 2").
func meaning(label string) string {
	return known[strings.TrimRight(strings.ToLower(label), " 0123456789")]
}

// initials are labels such as A, B2 or JV.
var initials = regexp.MustCompile(`^\p{Lu}{1,2}\d{0,2}$`)

// split takes the label off a line; "" when there is none, or when it is
// rather a part of the sentence: a label is known, is initials or comes back.
func split(line string, returning map[string]int) (label, text string) {
	parts := prefix.FindStringSubmatch(line)
	if parts == nil {
		return "", line
	}
	name := strings.TrimSpace(parts[1])
	if meaning(name) == "" && !initials.MatchString(name) && (returning[name] < 2 || len(strings.Fields(name)) > 3) {
		return "", line
	}
	return name, parts[2]
}

// labelsOf counts what looks like a label in the lines.
func labelsOf(lines []string) map[string]int {
	seen := map[string]int{}
	for _, line := range lines {
		if parts := prefix.FindStringSubmatch(line); parts != nil {
			seen[strings.TrimSpace(parts[1])]++
		}
	}
	return seen
}

// voice is one label of a file and what its speaker does.
type voice struct {
	label            string
	turns, questions int
	speaker          string
}

// nameSpeakers says which speaker each label is, and tells what it understood.
func nameSpeakers(p *pieces) map[string]string {
	voices := voicesOf(p)
	if len(voices) == 1 && voices[0].label == "" {
		p.warn("Wij zagen niet wie er spreekt. Alles staat nu op naam van de deelnemer. Kijk dat na.")
		return map[string]string{"": research.SpeakerParticipant}
	}
	guess(p, voices)
	return number(p, voices)
}

func voicesOf(p *pieces) []*voice {
	var voices []*voice
	byLabel := map[string]*voice{}
	for _, piece := range p.all {
		v, seen := byLabel[piece.label]
		if !seen {
			v = &voice{label: piece.label, speaker: meaning(piece.label)}
			byLabel[piece.label], voices = v, append(voices, v)
		}
		v.turns++
		if strings.Contains(piece.text, "?") {
			v.questions++
		}
	}
	return voices
}

// guess gives the voices without a known label a speaker: who asks most is the
// interviewer, when nobody is yet and somebody else speaks too.
func guess(p *pieces, voices []*voice) {
	open := slices.DeleteFunc(slices.Clone(voices), func(v *voice) bool { return v.speaker != "" || v.label == "" })
	asked := slices.ContainsFunc(voices, func(v *voice) bool { return v.speaker == research.SpeakerInterviewer })
	if len(open) > 0 && len(voices) > 1 && !asked {
		most := slices.MaxFunc(open, func(a, b *voice) int { return cmp.Compare(a.questions*b.turns, b.questions*a.turns) })
		if most.questions > 0 {
			most.speaker = research.SpeakerInterviewer
			p.warn("Wij denken dat %q de gespreksvoerder is, omdat die het vaakst iets vraagt. Kijk dat na.", most.label)
		}
	}
	for _, v := range voices {
		if v.speaker == "" {
			v.speaker = research.SpeakerParticipant
		}
	}
}

// number makes the second participant "participant-2" and so on.
func number(p *pieces, voices []*voice) map[string]string {
	speakers := map[string]string{}
	participants := 0
	for _, v := range voices {
		if v.label == "" {
			p.warn("Bij %s staat niet wie er spreekt. Die staan nu op naam van de deelnemer.", count(v.turns, "stuk", "stukken"))
		} else if v.speaker == research.SpeakerParticipant {
			participants++
			if participants > 1 {
				v.speaker = fmt.Sprintf("%s-%d", research.SpeakerParticipant, participants)
			}
		}
		speakers[v.label] = v.speaker
		if len(voices) <= 20 && v.label != "" {
			p.saw("%q is %s (%s).", clip(v.label), dutch(v.speaker), count(v.turns, "keer", "keer"))
		}
	}
	if len(voices) > 20 {
		p.warn("Wij zagen %d verschillende sprekers. Kijk na of dat klopt.", len(voices))
	}
	return speakers
}

func dutch(speaker string) string {
	name, n, _ := strings.Cut(speaker, "-")
	word := map[string]string{
		research.SpeakerParticipant: "de deelnemer", research.SpeakerInterviewer: "de gespreksvoerder",
		research.SpeakerInterpreter: "de tolk", research.SpeakerNote: "een notitie", research.SpeakerSummary: "een samenvatting",
	}[name]
	if n != "" {
		return word + " nummer " + n
	}
	return word
}

// clip shortens a label to 60 code points.
func clip(label string) string {
	if utf8.RuneCountInString(label) <= 60 {
		return label
	}
	return string([]rune(label)[:59]) + "…"
}
