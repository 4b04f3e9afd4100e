package feed

import (
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

func TestFollowersAreWokenForTheirStreamOnly(t *testing.T) {
	var f Feed
	mine, stopMine := f.Follow("project/a")
	other, stopOther := f.Follow("project/b")
	defer stopOther()
	f.Tell(research.Event{Stream: "project/a"})
	f.Tell(research.Event{Stream: "project/a"})
	if len(mine) != 1 || len(other) != 0 {
		t.Fatalf("woken %d times, the other %d times", len(mine), len(other))
	}
	<-mine
	stopMine()
	f.Tell(research.Event{Stream: "project/a"})
	if len(mine) != 0 || f.followers["project/a"] != nil {
		t.Error("somebody who left is still told")
	}
}
