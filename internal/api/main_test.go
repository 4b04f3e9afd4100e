package api_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
)

// TestMain holds the tests of the package together to this: each operation of
// the description was called with success, by HTTP, by at least one of them.
func TestMain(m *testing.M) {
	code := m.Run()
	if untried := apitest.NeverSucceeded(); code == 0 && wholeRun() && len(untried) > 0 {
		fmt.Println("FAIL: no test calls these operations with success:", untried)
		code = 1
	}
	os.Exit(code)
}

// wholeRun tells whether all tests were asked for.
func wholeRun() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		if flag.Lookup(name).Value.String() != "" {
			return false
		}
	}
	return true
}
