package apitest

import (
	"encoding/base64"
	"encoding/json"

	"github.com/wijkstem/wijkstem/internal/research"
)

type object = map[string]any

// samples are bodies that the server takes, by operation, where values made of
// the description alone would hardly ever fit together.
func (f *fuzzer) samples() map[string]func() any {
	finding := func() any {
		return object{
			"title": "Zelf kiezen", "sentence": "Ouders willen zelf kiezen.", "kind": "better", "codes": []string{f.idOf("code")},
			"evidence": []string{f.idOf("coding")}, "policyThemes": []string{}, "owners": []string{"municipality"}, "glance": 1,
			"glanceSentence": "Ouders willen **zelf kiezen**.",
		}
	}
	code := func(id string) any {
		return object{
			"id": id, "label": f.text(20) + "x", "group": "wonen-in-de-wijk", "definition": "", "include": "", "exclude": "",
			"example": "", "domain": "buurt", "policyThemes": []string{}, "flags": []string{}, "topics": []string{}, "status": "active", "order": 600,
		}
	}
	return map[string]func() any{
		"addFinding": finding, "changeFinding": finding,
		"addCode":    func() any { return code("code-" + string(research.NewID())) },
		"changeCode": func() any { return code(f.idOf("code")) },
		"writeCoding": func() any {
			at := func(offset int) object { return object{"utterance": f.idOf("utterance"), "offset": offset} }
			return object{"interview": f.idOf("interview"), "code": f.idOf("code"), "kind": "good", "anchor": object{"from": at(0), "to": at(6)}}
		},
		"writeQuote": func() any {
			return object{"coding": f.idOf("coding"), "finding": f.idOf("finding"), "kind": "good", "text": "Deze ouder koos zelf.",
				"form": "paraphrase", "translated": false, "label": "een ouder"}
		},
		"composeRelease": func() any { return object{"round": 1} },
		"writeAnswer": func() any {
			return object{"level": "official", "state": "will-do", "reason": "Ja.", "function": "beleid"}
		},
		"changeProjectSettings": func() any { return Settings() },
		"addOrganisation":       func() any { return object{"name": "Gast", "kind": "partner"} },
		"writeMember":           func() any { return object{"roles": []string{"coach"}} },
		"raiseAlert": func() any {
			return object{"id": research.NewID(), "interview": f.idOf("interview"), "at": "2026-11-24T09:00:00Z"}
		},
		"takeUpAlert":       func() any { return object{"state": "taken-up"} },
		"reserveReferences": func() any { return object{"count": 2} },
		"signIn":            func() any { return object{"email": "coach@example.org", "password": Password} },
		"withdraw":          func() any { return object{"reference": "lepel wolk"} },
		"requestWithdrawal": func() any {
			return object{"code": "ankerkorenveld bankbloem haakvlag boterkamer krekelvlinder"}
		},
		"deliverManifest": func() any { return f.sealed },
	}
}

// idOf is an id that exists, else a new one.
func (f *fuzzer) idOf(name string) string {
	if known := f.known[name]; len(known) > 0 {
		return pick(f, known)
	}
	return string(research.NewID())
}

// sample is a body for the operation as JSON values, if there is one.
func (f *fuzzer) sample(operation string) (value any, found bool) {
	made, found := f.samples()[operation]
	if !found || f.chance(3) {
		return nil, false
	}
	text, err := json.Marshal(made())
	if err != nil {
		return nil, false
	}
	return value, json.Unmarshal(text, &value) == nil
}

// header is a value for a header of uploads that fits the others, if it is one.
func (f *fuzzer) header(name string) (value string, found bool) {
	coded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	values := map[string]string{
		"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Upload-Length": "4",
		"Upload-Metadata": "interview " + coded(string(research.NewID())) + ",part " + coded("1"),
	}
	value, found = values[name]
	return value, found && !f.chance(4)
}
