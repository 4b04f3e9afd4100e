package research_test

import (
	"slices"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

func TestMaySeal(t *testing.T) {
	project, interview := research.NewID(), research.NewID()
	stream, vault := research.ProjectStream(project), research.VaultStream(project)
	tests := []struct {
		name   string
		key    research.KeyRef
		kind   research.Kind
		stream research.Stream
		want   bool
	}{
		{"project's own", research.StreamKey(stream), "code", stream, true},
		{"interview's", research.RestKey(interview), "coding", stream, true},
		{"sound", research.SoundKey(interview), "recording", stream, true},
		{"contact in the vault", research.ContactKey(interview), "contact", vault, true},
		{"contact in a project", research.ContactKey(interview), "contact", stream, false},
		{"coding under the project", research.StreamKey(stream), "coding", stream, false},
		{"code under an interview", research.RestKey(interview), "code", stream, false},
		{"another stream's key", research.StreamKey(vault), "code", stream, false},
		{"no interview", "interview//rest", "coding", stream, false},
		{"unknown kind", research.StreamKey(stream), "nothing", stream, false},
	}
	for _, test := range tests {
		if got := test.key.MaySeal(research.DocumentKinds, test.kind, test.stream); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestStreamValid(t *testing.T) {
	id := research.NewID()
	for stream, want := range map[research.Stream]bool{
		research.ProjectStream(id): true, research.AccountStream(id): true, research.Directory: true,
		"project/": false, "project/x": false, "other/" + research.Stream(id): false, "": false, "directory/x": false,
	} {
		if stream.Valid() != want {
			t.Errorf("%q: %v, want %v", stream, !want, want)
		}
	}
}

// A withdrawal destroys the keys of every purpose: an owner that is none would
// outlive it.
func TestEveryOwnerButTheStreamIsAPurpose(t *testing.T) {
	for kind, owners := range research.DocumentKinds {
		for _, owner := range owners {
			if owner != research.StreamOwned && !slices.Contains(research.Purposes(), research.Purpose(owner)) {
				t.Errorf("%s is owned by %s, which no withdrawal destroys", kind, owner)
			}
		}
	}
}
