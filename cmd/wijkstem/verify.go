package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
)

// verify reads everything: events and their chain, documents, keys, recordings,
// whether what the erasure ledger names is gone, and whether the streams still
// hold what was signed each day.
func verify(ctx context.Context, args []string, env environment) (err error) {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	flags.SetOutput(env.err)
	if err := flags.Parse(args); err != nil {
		return err
	}
	i, err := opened(ctx, env)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, i.Close()) }()
	report, err := i.Store.Verify(ctx)
	if err != nil {
		return err
	}
	found, err := i.Study.Verify(ctx)
	if err != nil {
		return err
	}
	faults := append(report.Faults, found.Faults...)
	heads, unfit, err := i.VerifyHeads(ctx)
	if err != nil {
		return err
	}
	faults = append(faults, unfit...)
	if damaged := i.Keys.Damaged(); damaged > 0 {
		faults = append(faults, fmt.Sprintf("%d keys can no longer be read", damaged))
	}
	fmt.Fprintf(env.out, "%d streams, %d events, %d documents (%d erased), %d parts, %d released versions, %d ledger lines, %d signed heads\n",
		report.Streams, report.Events, report.Documents, report.Erased, found.Parts, found.Releases, found.Lines, heads)
	for _, fault := range faults {
		fmt.Fprintln(env.out, "wrong:", fault)
	}
	if len(faults) > 0 {
		return fmt.Errorf("%d things do not fit", len(faults))
	}
	fmt.Fprintln(env.out, "all is well")
	return nil
}
