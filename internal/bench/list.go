package bench

import (
	"context"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// listed is how many interviews there are to list.
const listed = 1000

// list measures a page of a hundred of a thousand interviews, each coded.
func list(ctx context.Context, p *place, _ int) (func(context.Context, int, int) error, error) {
	phones, err := p.pair(ctx, couriers)
	if err != nil {
		return nil, err
	}
	sealed, err := p.sealAll(ctx, phones[0], listed)
	if err != nil {
		return nil, err
	}
	wires, err := p.dial(ctx, couriers)
	if err != nil {
		return nil, err
	}
	_, _, err = drive(ctx, couriers, listed, func(ctx context.Context, client, turn int) error {
		id := idOf("talk", turn)
		if _, err := wires[client].do(sealed[turn]); err != nil {
			return err
		}
		_, _, err := p.Study.WriteCoding(ctx, study.By{Scope: auth.System()}, p.project, idOf("coded", turn), study.NewCoding{
			Interview: id, Code: "regie", Kind: research.StatementGood,
			From: &research.Point{Utterance: "1-1"}, To: &research.Point{Utterance: "1-1", Offset: 8},
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("deliver: %w", err)
	}
	return p.reading(ctx, "/interviews?limit=100")
}
