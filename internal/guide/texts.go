package guide

import (
	"fmt"
	"iter"
	"reflect"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Texts gives every text of the guide with its field ("topics[0].question.text"),
// in the order of the format: what is translated, recorded and proofread.
func Texts(g research.Guide) iter.Seq2[string, research.Text] {
	return func(yield func(string, research.Text) bool) {
		walk(reflect.ValueOf(g), "", yield)
	}
}

var textType = reflect.TypeFor[research.Text]()

// walk reports false once yield wants no more.
func walk(v reflect.Value, path string, yield func(string, research.Text) bool) bool {
	switch {
	case v.Type() == textType:
		return v.IsNil() || yield(path, v.Interface().(research.Text))
	case v.Kind() == reflect.Pointer:
		return v.IsNil() || walk(v.Elem(), path, yield)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			if !walk(v.Index(i), fmt.Sprintf("%s[%d]", path, i), yield) {
				return false
			}
		}
	case v.Kind() == reflect.Struct:
		for i, name := range fieldNames(v.Type()) {
			if !walk(v.Field(i), join(path, name), yield) {
				return false
			}
		}
	}
	return true
}
