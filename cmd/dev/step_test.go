package main

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// TestStepsGoOnAfterAFailure counts which steps ran and what is told about them.
func TestStepsGoOnAfterAFailure(t *testing.T) {
	var ran []string
	one := func(name string, err error) step {
		return step{name, func(context.Context) error { ran = append(ran, name); return err }}
	}
	err := runSteps(t.Context(), []step{one("first", nil), one("second", missing("gcc", "install it")), one("third", nil)})
	if !errors.Is(err, errSteps) || strings.Join(ran, " ") != "first second third" {
		t.Errorf("%v after %v", err, ran)
	}
	if err := runSteps(t.Context(), []step{one("fine", nil)}); err != nil {
		t.Error(err)
	}
}

func TestStepsEndWhenStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	err := runSteps(ctx, []step{
		{"stops", func(context.Context) error { stop(); return nil }},
		{"never", func(context.Context) error { t.Error("a step began after the stop"); return nil }},
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
