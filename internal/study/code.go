package study

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// putSeedCodes gives a new project its codebook.
func putSeedCodes(tx Tx, stream research.Stream) {
	for _, code := range codebook.Codes {
		tx.Put(codeDocument(stream, code))
	}
}

func codeDocument(stream research.Stream, c research.Code) research.Document {
	return owned(stream, research.CodeDocument(c.ID), fmt.Sprintf("%06d", c.Order), c)
}

// Codes is the codebook in its order, with the revision of its last change.
func (s *Study) Codes(ctx context.Context, scope research.Scope, project research.ID) (codes []research.Code, revision research.Revision, err error) {
	if err := require(scope, research.Researcher, research.Lead, research.Coach, research.SecondReader); err != nil {
		return nil, 0, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		codes, revision, err = codesOf(v)
		return err
	})
	return codes, revision, err
}

// CountCode is in how many of the interviews that are in a code was named, for
// those who do the research ("gevraagd in 20, 13 noemden het, 2 uit zichzelf",
// rules §5). It is no number of a release. Fault: NotFound.
func (s *Study) CountCode(ctx context.Context, scope research.Scope, project research.ID, code string) (count research.ThemeCount, interviews int, err error) {
	if err := require(scope, research.Researcher, research.Lead, research.SecondReader); err != nil {
		return count, 0, err
	}
	stream := research.ProjectStream(project)
	err = s.view(ctx, scope, stream, func(v View) error {
		if _, err := v.Document(research.CodeDocument(code)); err != nil {
			return err
		}
		m, err := s.Analysis.Material(stream, v)
		if err != nil {
			return err
		}
		m.Interviews = slices.DeleteFunc(slices.Clone(m.Interviews), func(i research.Interview) bool {
			return i.ArrivedAt.IsZero() || !i.Consent.Allows(research.ChoiceParticipate)
		})
		tables := s.Analysis.Count(m)
		at := slices.IndexFunc(tables.Themes, func(t research.ThemeCount) bool { return t.Code == code })
		if at >= 0 {
			count = tables.Themes[at]
		}
		interviews = tables.Interviews
		return nil
	})
	return count, interviews, err
}

// mostCodes is how many codes a codebook may hold.
const mostCodes = 500

func codesOf(v View) (codes []research.Code, revision research.Revision, err error) {
	documents, _, err := v.Page(research.Page{Kind: "code", Limit: 1000})
	if err != nil {
		return nil, 0, err
	}
	codes = make([]research.Code, len(documents))
	for i, document := range documents {
		if codes[i], err = decode[research.Code](document); err != nil {
			return nil, 0, err
		}
		revision = max(revision, document.Revision)
	}
	slices.SortStableFunc(codes, func(a, b research.Code) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), strings.Compare(a.ID, b.ID))
	})
	return codes, revision, nil
}

// AddCode adds a code. Faults: Conflict when its id is taken.
func (s *Study) AddCode(ctx context.Context, by By, project research.ID, code research.Code) (research.Code, research.Revision, error) {
	return s.writeCode(ctx, by, project, "code.add", code, func(codes []research.Code, _ research.Revision, there bool) error {
		var c research.Checks
		c.That(!there, "/id", "Deze code is er al.")
		if len(c) > 0 {
			return &research.Error{Fault: research.Conflict, Detail: "Deze code is er al.", Fields: c}
		}
		c.That(len(codes) < mostCodes, "/id", "Het codeboek is vol. Voeg codes samen.")
		return c.Err()
	})
}

// ChangeCode changes a code; codings keep it. match is a revision at which it
// was read, 0 for whatever is there: the fault is Stale when it changed after.
func (s *Study) ChangeCode(
	ctx context.Context, by By, project research.ID, code research.Code, match research.Revision,
) (research.Code, research.Revision, error) {
	return s.writeCode(ctx, by, project, "code.change", code, func(_ []research.Code, at research.Revision, there bool) error {
		switch {
		case !there:
			return absent()
		case match > 0 && at > match:
			return research.Errorf(research.Stale, "Iemand heeft deze code intussen veranderd. Haal hem opnieuw op.")
		default:
			return nil
		}
	})
}

// writeCode checks a code against the codebook and puts it. may gets the whole
// codebook, and the revision of the code when it is there.
func (s *Study) writeCode(
	ctx context.Context, by By, project research.ID, verb string, code research.Code,
	may func(codes []research.Code, at research.Revision, there bool) error,
) (research.Code, research.Revision, error) {
	if err := require(by.Scope, research.Researcher, research.Lead); err != nil {
		return research.Code{}, 0, err
	}
	code.Label = strings.TrimSpace(code.Label)
	stream := research.ProjectStream(project)
	event, err := s.act(ctx, by, stream, verb, func(tx Tx) error {
		codes, _, err := codesOf(tx)
		if err != nil {
			return err
		}
		at, there, err := revisionOf(tx, code.ID)
		if err != nil {
			return err
		}
		if err := may(codes, at, there); err != nil {
			return err
		}
		if err := checkCode(codes, code); err != nil {
			return err
		}
		if err := mayFlag(by.Scope, codes, code); err != nil {
			return err
		}
		tx.Put(codeDocument(stream, code))
		tx.Fact("code", code.ID)
		return nil
	})
	return code, event.Revision, err
}

// revisionOf is the revision of the code's last change.
func revisionOf(v View, code string) (at research.Revision, there bool, err error) {
	document, err := v.Document(research.CodeDocument(code))
	if research.FaultOf(err) == research.NotFound {
		return 0, false, nil
	}
	return document.Revision, err == nil, err
}

// checkCode says what does not fit in the codebook.
func checkCode(codes []research.Code, code research.Code) error {
	var c research.Checks
	c.That(research.ValidSlug(code.ID), "/id", "Gebruik kleine letters, cijfers en streepjes, hoogstens 64.")
	c.That(code.Label != "", "/label", "Geef de code een naam.")
	group := slices.IndexFunc(codes, func(o research.Code) bool { return o.ID == code.Group && o.IsGroup() })
	c.That(code.Group == "" || group >= 0 && code.Group != code.ID, "/group", "Deze groep staat niet in het codeboek.")
	parent := slices.ContainsFunc(codes, func(o research.Code) bool { return o.Group == code.ID })
	c.That(code.Group == "" || !parent, "/group", "Onder deze code staan andere codes. Zij kan niet zelf in een groep.")
	same := slices.ContainsFunc(codes, func(o research.Code) bool { return o.ID != code.ID && strings.EqualFold(o.Label, code.Label) })
	c.That(!same, "/label", "Er is al een code met deze naam.")
	c.That(code.Status == research.CodeActive || code.Status == research.CodeRetired, "/status", "Kies: in gebruik of niet meer.")
	c.That(code.Order >= 0 && code.Order <= 100_000, "/order", "Kies een plaats van 0 tot 100000.")
	for _, flag := range seedFlags(code.ID) {
		c.That(code.Flagged(flag), "/flags", "Dit kenmerk hoort bij deze code en blijft erbij.")
	}
	return c.Err()
}

// seedFlags are the flags that a code has from the start; they protect people
// and never go.
func seedFlags(code string) []research.CodeFlag {
	i := slices.IndexFunc(codebook.Codes, func(c research.Code) bool { return c.ID == code })
	if i < 0 {
		return nil
	}
	return codebook.Codes[i].Flags
}

// mayFlag holds that only a lead decides which codes are sensitive.
func mayFlag(scope research.Scope, codes []research.Code, code research.Code) error {
	var before []research.CodeFlag
	if i := slices.IndexFunc(codes, func(o research.Code) bool { return o.ID == code.ID }); i >= 0 {
		before = codes[i].Flags
	}
	if slices.Equal(slices.Sorted(slices.Values(before)), slices.Sorted(slices.Values(code.Flags))) {
		return nil
	}
	if scope.Has(research.Lead) || scope.Everything() {
		return nil
	}
	return research.Errorf(research.Forbidden, "Alleen de projectleider kiest welke codes gevoelig zijn.")
}
