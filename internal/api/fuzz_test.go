package api_test

import (
	"os"
	"strconv"
	"testing"
)

// TestOddRequests is a sample of the run that `go run ./cmd/dev fuzz` does in
// full; WIJKSTEM_FUZZ asks for another number of requests.
func TestOddRequests(t *testing.T) {
	n := 1500
	if text := os.Getenv("WIJKSTEM_FUZZ"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	w := newWorld(t)
	report, err := w.Fuzz(t.Context(), n, 20261124)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range report.Faults {
		t.Error(fault)
	}
	if report.Statuses[400] < n/10 || report.Statuses[200]+report.Statuses[201]+report.Statuses[204] < n/50 {
		t.Errorf("the requests do not come far enough: %v", report.Statuses)
	}
	t.Log(report.Requests, report.Statuses)
}
