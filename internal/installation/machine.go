package installation

import (
	"os"
	"runtime"
	"runtime/debug"
)

// UseMachine is for a program that serves. Who waits for the disk holds a place
// among those that may run, so there are some more places than processors. And
// little is kept in memory, so that it may be cleaned half as often. GOMAXPROCS
// and GOGC in the environment go first.
func UseMachine() {
	const waiting, growth = 2, 200
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + waiting)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(growth)
	}
}
