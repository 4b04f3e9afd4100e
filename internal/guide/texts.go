package guide

import (
	"fmt"
	"iter"
	"reflect"
	"strconv"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Texts gives every text of the guide with its field ("topics[0].question.text"),
// in the order of the format: what is translated, recorded and proofread.
func Texts(g research.Guide) iter.Seq2[string, research.Text] {
	item := func(_ reflect.Value, i int) string { return fmt.Sprintf("[%d]", i) }
	return texts(g, places{step: ".", item: item})
}

// TextsByID gives every text of the guide with its id ("topics/wat-helpt/question/text").
// Unlike a field it stays when another item of the list comes or goes before it, as
// far as the items have a name of their own.
func TextsByID(g research.Guide) iter.Seq2[string, research.Text] {
	item := func(v reflect.Value, i int) string { return "/" + nameOf(v, i) }
	return texts(g, places{step: "/", item: item})
}

// nameOf is what an item of a list calls itself, else its place from 1.
func nameOf(v reflect.Value, i int) string {
	if v.Kind() == reflect.Struct {
		for at, name := range fieldNames(v.Type()) {
			switch name {
			case "id", "choice", "kind", "version":
				if f := v.Field(at); f.Kind() == reflect.String && f.String() != "" {
					return f.String()
				}
			}
		}
	}
	return strconv.Itoa(i + 1)
}

// places is how texts are named: what stands between names, and how an item of a
// list is called.
type places struct {
	step string
	item func(v reflect.Value, i int) string
}

var textType = reflect.TypeFor[research.Text]()

func texts(g research.Guide, p places) iter.Seq2[string, research.Text] {
	return func(yield func(string, research.Text) bool) {
		p.walk(reflect.ValueOf(g), "", yield)
	}
}

// walk reports false once yield wants no more.
func (p places) walk(v reflect.Value, path string, yield func(string, research.Text) bool) bool {
	switch {
	case v.Type() == textType:
		return v.IsNil() || yield(path, v.Interface().(research.Text))
	case v.Kind() == reflect.Pointer:
		return v.IsNil() || p.walk(v.Elem(), path, yield)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			if !p.walk(v.Index(i), path+p.item(v.Index(i), i), yield) {
				return false
			}
		}
	case v.Kind() == reflect.Struct:
		for i, name := range fieldNames(v.Type()) {
			if path != "" {
				name = path + p.step + name
			}
			if !p.walk(v.Field(i), name, yield) {
				return false
			}
		}
	}
	return true
}
