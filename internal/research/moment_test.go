package research

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func at(event string, segment int, ms int64) Moment {
	return Moment{Event: event, Topic: "tijd", Segment: &segment, Milliseconds: &ms}
}

func TestMomentsThatAreKept(t *testing.T) {
	long := at("screen", 2, 5)
	long.Topic = strings.Repeat("a", 65)
	kept := KeptMoments("i", []Moment{at("screen", 2, 5), at("explode", 2, 5), long, at("note", 0, 5), at("note", 2, -1), at("gap", 3, 1e9), {Event: "state"}})
	if len(kept.Moments) != 5 {
		t.Fatalf("%d are kept", len(kept.Moments))
	}
	for n, want := range []bool{true, false, false, false, false} {
		if got := kept.Moments[n].Segment != nil && kept.Moments[n].Milliseconds != nil; got != want {
			t.Errorf("moment %d has a place: %v", n, got)
		}
	}
	if many := KeptMoments("i", make([]Moment, 3)); len(many.Moments) != 0 {
		t.Errorf("moments of no sort: %d", len(many.Moments))
	}
}

func TestMomentsMoveWithTheirParts(t *testing.T) {
	kept := KeptMoments("i", []Moment{at("screen", 2, 5), at("screen", 3, 6), at("screen", 4, 7), {Event: "state"}})
	kept.Renumber(map[int]int{2: 100_002, 3: 0})
	if m := kept.Moments; *m[0].Segment != 100_002 || m[1].Segment != nil || m[1].Milliseconds != nil || *m[2].Segment != 4 {
		t.Errorf("%+v", m)
	}
}

// Where sound was cut nothing is drawn any more, and elsewhere all is as it was.
func TestPeaksAreSilentWhereSoundIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		every := rapid.Int64Range(10, 500).Draw(t, "every")
		values := rapid.SliceOfN(rapid.ByteRange(1, 255), 1, 200).Draw(t, "values")
		from := rapid.Int64Range(0, 20_000).Draw(t, "from")
		to := from + rapid.Int64Range(1, 20_000).Draw(t, "length")
		p := Peaks{EveryMS: every, Values: append(Base64{}, values...)}
		p.Silence([][2]int64{{from, to}})
		for i, now := range p.Values {
			begins, ends := int64(i)*every, int64(i+1)*every
			if touched := begins < to && ends > from; touched != (now == 0) || !touched && now != values[i] {
				t.Fatalf("%d–%d ms is %d, was %d", begins, ends, now, values[i])
			}
		}
	})
}
