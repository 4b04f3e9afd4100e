package bench

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// What the project of the dashboard holds: about that of a neighbourhood.
const (
	talks          = 60
	codingsPerTalk = 8
)

// dashboard measures reading the last released version of sixty interviews.
func dashboard(ctx context.Context, p *place, _ int) (func(context.Context, int, int) error, error) {
	if err := p.agree(ctx); err != nil {
		return nil, err
	}
	evidence, err := p.hold(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.release(ctx, evidence); err != nil {
		return nil, err
	}
	return p.reading(ctx, "/versions/latest")
}

// reading asks for the same thing again and again.
func (p *place) reading(ctx context.Context, path string) (func(context.Context, int, int) error, error) {
	asked, err := p.prepare(p.token, "GET", p.path(path), nil)
	if err != nil {
		return nil, err
	}
	wires, err := p.dial(ctx, 2)
	return func(_ context.Context, client, _ int) error {
		_, err := wires[client].do(asked)
		return err
	}, err
}

// agree fills in the settings of the project.
func (p *place) agree(ctx context.Context) error {
	s := research.NewProjectSettings()
	s.Question, s.CanChange, s.CannotChange = "Wat helpt bij opvoeden?", "De inloop", "De wet"
	s.AnswerBy = []research.AnswerBy{{Owner: research.OwnerMunicipality, Function: "beleid jeugd", Level: research.LevelOfficial, DueDate: "2027-01-15"}}
	s.SourceEndDate, s.Splits, s.Mode = "2027-06-30", &research.Splits{None: true}, research.ProjectLarge
	s.WorryProtocol = research.WorryProtocol{Text: "Bel uw begeleider.", Phones: []research.WorryPhone{{Label: "Veilig Thuis", Number: "0800-2000"}}}
	s.ParticipantPhone = &research.ParticipantPhone{Number: "0800-0000"}
	s.Guides = []string{"opvoeden-in-de-wijk@1.0.0"}
	if err := p.call(ctx, "PUT", p.path("/settings"), s, nil); err != nil {
		return err
	}
	return p.call(ctx, "PUT", p.path("/state"), object{"state": "running"}, nil)
}

// hold puts the interviews with their codings in, and returns some of these
// per code.
func (p *place) hold(ctx context.Context) (map[string][]research.ID, error) {
	random := rand.New(rand.NewPCG(7, 11))
	by := study.By{Scope: auth.System()}
	evidence := map[string][]research.ID{}
	var codes []string
	for _, code := range study.SeedCodebook().Codes {
		if !code.IsGroup() && len(code.Flags) == 0 {
			codes = append(codes, code.ID)
		}
	}
	for n := range talks {
		id := idOf("talk", n)
		if err := p.addInterview(ctx, id, n, talk(random, 4000)); err != nil {
			return nil, err
		}
		for i := range codingsPerTalk {
			// Some themes come up in nearly every talk, most in few.
			code := codes[int(random.Float64()*random.Float64()*float64(len(codes)))]
			coding := idOf("coded", n*codingsPerTalk+i)
			_, _, err := p.Study.WriteCoding(ctx, by, p.project, coding, study.NewCoding{
				Interview: id, Code: code, Kind: []research.StatementKind{research.StatementGood, research.StatementBetter, research.StatementLead}[random.IntN(3)],
				From: &research.Point{Utterance: "1-2"}, To: &research.Point{Utterance: "1-2", Offset: 20},
			})
			if err != nil {
				return nil, err
			}
			evidence[code] = append(evidence[code], coding)
		}
	}
	return evidence, nil
}

// release writes a finding on each much-named theme, composes a version and has
// the other person release it.
func (p *place) release(ctx context.Context, evidence map[string][]research.ID) error {
	order := 0
	for _, code := range study.SeedCodebook().Codes {
		if len(evidence[code.ID]) < 10 {
			continue
		}
		order++
		finding := object{
			"title": code.Label, "sentence": "Gezinnen vertellen vaak over: " + code.Label + ".", "kind": "better", "codes": []string{code.ID},
			"evidence": evidence[code.ID], "policyThemes": code.PolicyThemes, "owners": []string{"municipality"}, "order": order,
		}
		if err := p.call(ctx, "POST", p.path("/findings"), finding, nil); err != nil {
			return err
		}
	}
	var draft struct {
		ID      research.ID
		Blocked bool
		Checks  []research.ReleaseCheck
	}
	if err := p.call(ctx, "POST", p.path("/releases"), object{"round": 1}, &draft); err != nil {
		return err
	}
	if draft.Blocked {
		return fmt.Errorf("the version may not be released: %+v", draft.Checks)
	}
	return p.callAs(ctx, p.reader, "PUT", p.path("/releases/"+string(draft.ID)+"/approval"), nil, nil)
}
