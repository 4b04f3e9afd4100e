package bench

import (
	"slices"
	"testing"
)

// TestScenarios does each thing some times, on real parts, to know that what is
// measured works; list is left out, since its thousand interviews take long.
func TestScenarios(t *testing.T) {
	for _, s := range scenarios() {
		if slices.Contains([]string{"list", "code-60k", "code-1m"}, s.name) {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			s.n, s.clients = 3, 2
			m, err := s.run(t.Context(), t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if m.Name != s.name || m.N != 3 || m.RatePerS <= 0 || m.P95Ms < m.P50Ms || m.RSSMB <= 0 {
				t.Errorf("%+v", m)
			}
		})
	}
}

func TestRunNamesUnknownMeasures(t *testing.T) {
	if err := Run(t.Context(), Options{Names: []string{"alles"}, Runs: 1}); err == nil {
		t.Error("an unknown measure is no error")
	}
}
