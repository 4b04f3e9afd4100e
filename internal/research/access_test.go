package research_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/wijkstem/wijkstem/internal/research"
)

const codesFile = "../keys/testdata/codes.json"

// codeVectors are read by the tests of phone and page as well.
type codeVectors struct {
	Nouns string       `json:"nouns"`
	Codes []codeVector `json:"codes"`
	Wrong []wrongCode  `json:"wrong"`
}

type codeVector struct {
	Numbers research.AccessCode `json:"numbers"`
	Words   string              `json:"words"`
	Digest  research.Digest     `json:"digest"`
	// Typed are other ways to write the same code.
	Typed []string `json:"typed"`
}

type wrongCode struct {
	Typed string `json:"typed"`
	Words []int  `json:"words"`
	Count bool   `json:"count"`
}

func drawn(t *rapid.T) research.AccessCode {
	code, err := research.NewAccessCode(bytes.NewReader(rapid.SliceOfN(rapid.Byte(), 256, 256).Draw(t, "random")))
	if err != nil {
		t.Skip("too little randomness")
	}
	return code
}

func TestEveryAccessCodeReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := drawn(t)
		words := code.Words()
		for _, typed := range []string{
			code.String(), strings.ToUpper(code.String()), strings.Join(words, ""), strings.Join(words, "-"),
			"  " + strings.Join(words, ",\n") + ". ", strings.Join(words[:2], "") + " " + strings.Join(words[2:], " "),
		} {
			if got, err := research.ReadAccessCode(typed); err != nil || got != code {
				t.Fatalf("%q reads as %v, %v", typed, got, err)
			}
		}
	})
}

func TestOneWrongWordIsAlwaysFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := drawn(t)
		place := rapid.IntRange(0, 4).Draw(t, "place")
		words := code.Words()
		words[place] = strings.ReplaceAll(research.ReferenceAt(rapid.IntRange(0, research.References()-1).Draw(t, "other")), " ", "")
		_, err := research.ReadAccessCode(strings.Join(words, " "))
		if (err == nil) != (words[place] == code.Words()[place]) {
			t.Fatalf("%q with %q: %v", code, words[place], err)
		}
	})
}

func TestAWordThatDoesNotExistNamesItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := drawn(t)
		place := rapid.IntRange(0, 4).Draw(t, "place")
		words := code.Words()
		words[place] += rapid.StringMatching(`[a-z]{1,2}x`).Draw(t, "end")
		_, err := research.ReadAccessCode(strings.Join(words, " "))
		var wrong *research.WrongCode
		if !errors.As(err, &wrong) || !slices.Equal(wrong.Words, []int{place + 1}) {
			t.Fatalf("%q: %+v", words, err)
		}
	})
}

func TestWordsThatChangedPlacesAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := drawn(t)
		words := code.Words()
		i, j := rapid.IntRange(0, 4).Draw(t, "i"), rapid.IntRange(0, 4).Draw(t, "j")
		words[i], words[j] = words[j], words[i]
		_, err := research.ReadAccessCode(strings.Join(words, " "))
		if (err == nil) != (words[i] == words[j]) {
			t.Fatalf("%q with %d and %d changed: %v", code, i+1, j+1, err)
		}
	})
}

// A noun that was misheard is named: all that is wrong is one half of a word.
func TestAMisheardNounIsNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := drawn(t)
		place := rapid.IntRange(0, 4).Draw(t, "place")
		words := code.Words()
		n := code[place]
		other := n - n%212 + rapid.IntRange(0, 211).Draw(t, "second")
		if other == n || other >= research.AccessBase {
			t.Skip("the same word")
		}
		words[place] = strings.ReplaceAll(research.ReferenceAt(other), " ", "")
		_, err := research.ReadAccessCode(strings.Join(words, " "))
		var wrong *research.WrongCode
		if !errors.As(err, &wrong) || !slices.Contains(wrong.Words, place+1) {
			t.Fatalf("%q: %+v", words, err)
		}
	})
}

// Written without spaces, no two rows of nouns are the same.
func TestJoinedNounsSplitOneWay(t *testing.T) {
	seen := map[string]int{}
	for n := range research.References() {
		word := strings.ReplaceAll(research.ReferenceAt(n), " ", "")
		if before, twice := seen[word]; twice {
			t.Fatalf("%d and %d are both %q", before, n, word)
		}
		seen[word] = n
	}
	for _, a := range research.ReferenceWords() {
		for _, b := range research.ReferenceWords() {
			dangling, starts := strings.CutPrefix(b, a)
			if !starts || dangling == "" {
				continue
			}
			for _, c := range research.ReferenceWords() {
				if strings.HasPrefix(c, dangling) || strings.HasPrefix(dangling, c) {
					t.Errorf("%q, %q and %q can be read in two ways", a, b, c)
				}
			}
		}
	}
}

func TestAccessCodeVectors(t *testing.T) {
	want := vectorsOfCodes()
	if *update {
		text, err := json.MarshalIndent(want, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(codesFile, append(text, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(codesFile)
	if err != nil {
		t.Fatal(err)
	}
	var kept codeVectors
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(kept, want) {
		t.Error("codes are not what they were: codes that people hold would not work any more")
	}
}

func vectorsOfCodes() codeVectors {
	v := codeVectors{Nouns: strings.Join(research.ReferenceWords(), " ")}
	for seed := byte(1); seed <= 8; seed++ {
		code, err := research.NewAccessCode(bytes.NewReader(bytes.Repeat([]byte{seed, seed * 37, 255 - seed, seed * 11, 5}, 40)))
		if err != nil {
			panic(err)
		}
		words := code.Words()
		v.Codes = append(v.Codes, codeVector{code, code.String(), code.Digest(), []string{
			strings.ToUpper(code.String()), strings.Join(words, ""), strings.Join(words, " - "),
		}})
	}
	words := strings.Split(v.Codes[0].Words, " ")
	other := strings.Split(v.Codes[1].Words, " ")
	for _, typed := range []string{
		"", words[0], strings.Join(words[:4], " "), strings.Join(append(slices.Clone(words), other[0]), " "),
		strings.Join([]string{words[0], words[1] + "x", words[2], words[3], words[4]}, " "),
		strings.Join([]string{"xxx", words[1], words[2], "appelappel", words[4]}, " "),
		strings.Join([]string{words[0], words[1], other[2], words[3], words[4]}, " "),
		strings.Join([]string{words[1], words[0], words[2], words[3], words[4]}, " "),
		words[0] + words[1] + "q" + words[2],
	} {
		_, err := research.ReadAccessCode(typed)
		var wrong *research.WrongCode
		if !errors.As(err, &wrong) {
			panic("a code that should be wrong reads: " + typed)
		}
		v.Wrong = append(v.Wrong, wrongCode{typed, append([]int{}, wrong.Words...), wrong.Count})
	}
	return v
}
