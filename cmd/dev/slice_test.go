package main

import (
	"flag"
	"testing"
	"time"
)

func TestARunGoesOnWhereItStopped(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	slice := addSliceFlags(flags)
	if err := flags.Parse([]string{"--slice", "1h"}); err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	run, err := begin("test", slice, 1)
	must(err)
	if run.state != 1 || run.over() {
		t.Errorf("a new run begins at %d", run.state)
	}
	run.state = 7
	must(run.keep())
	run, err = begin("test", slice, 1)
	must(err)
	if run.state != 7 {
		t.Errorf("it goes on at %d", run.state)
	}
	run.until = time.Now().Add(-time.Second)
	if !run.over() {
		t.Error("the slice does not end")
	}
	must(run.finish())
	run, err = begin("test", slice, 1)
	must(err)
	if run.state != 1 {
		t.Errorf("a finished run goes on at %d", run.state)
	}
}
