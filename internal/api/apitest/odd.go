package apitest

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// value makes a value that a schema mostly allows.
func (f *fuzzer) value(schema *openapi3.Schema, depth int) any {
	if len(schema.Enum) > 0 {
		return pick(f, schema.Enum)
	}
	if len(schema.OneOf) > 0 {
		return f.value(pick(f, schema.OneOf).Value, depth+1)
	}
	if len(schema.AllOf) > 0 {
		return f.value(schema.AllOf[0].Value, depth+1)
	}
	switch {
	case schema.Nullable && f.chance(5):
		return nil
	case schema.Type.Is("object"):
		return f.object(schema, depth)
	case schema.Type.Is("array"):
		return f.array(schema, depth)
	case schema.Type.Is("boolean"):
		return f.chance(2)
	case schema.Type.Is("integer"), schema.Type.Is("number"):
		return f.number(schema)
	default:
		return f.string(schema)
	}
}

func (f *fuzzer) object(schema *openapi3.Schema, depth int) any {
	value := map[string]any{}
	names := make([]string, 0, len(schema.Properties))
	for name := range schema.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if slices.Contains(schema.Required, name) || depth < 6 && f.chance(2) {
			value[name] = f.property(name, schema.Properties[name].Value, depth+1)
		}
	}
	return value
}

// lists are the properties that hold ids of something.
var lists = map[string]string{"codes": "code", "evidence": "coding", "glance": "finding"}

// property is mostly an id that exists where one is asked for.
func (f *fuzzer) property(name string, schema *openapi3.Schema, depth int) any {
	if of := lists[name]; of != "" && schema.Type.Is("array") && len(f.known[of]) > 0 && !f.chance(4) {
		return []any{pick(f, f.known[of])}
	}
	if len(f.known[name]) > 0 && schema.Type.Is("string") && !f.chance(4) {
		return pick(f, f.known[name])
	}
	return f.value(schema, depth)
}

func (f *fuzzer) array(schema *openapi3.Schema, depth int) any {
	least, most := int(schema.MinItems), 3
	if schema.MaxItems != nil {
		most = min(most, int(*schema.MaxItems))
	}
	if depth > 6 {
		most = least
	}
	values := []any{}
	for range least + f.random.IntN(most-least+1) {
		values = append(values, f.value(schema.Items.Value, depth+1))
	}
	return values
}

func (f *fuzzer) number(schema *openapi3.Schema) float64 {
	low, high := 0.0, 1e6
	if schema.Min != nil {
		low = *schema.Min
	}
	if schema.Max != nil {
		high = *schema.Max
	}
	switch f.random.IntN(6) {
	case 0:
		return low
	case 1:
		return high
	default:
		return low + float64(f.random.Int64N(int64(min(high-low, 1e6))+1))
	}
}

func (f *fuzzer) string(schema *openapi3.Schema) string {
	switch schema.Format {
	case "date":
		return fmt.Sprintf("20%02d-%02d-%02d", f.random.IntN(100), 1+f.random.IntN(12), 1+f.random.IntN(31))
	case "date-time":
		return fmt.Sprintf("2026-%02d-%02dT%02d:30:00%s", 1+f.random.IntN(12), 1+f.random.IntN(31), f.random.IntN(25), pick(f, []string{"Z", "+01:00", "-00:00"}))
	}
	if schema.Pattern != "" && schema.Pattern != `\S` {
		if text, ok := f.matching(schema.Pattern); ok {
			return text
		}
	}
	longest := 40
	if schema.MaxLength != nil {
		longest = int(min(*schema.MaxLength, 60))
	}
	return f.text(longest)
}

// matching makes a text of a pattern.
func (f *fuzzer) matching(pattern string) (string, bool) {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	var out strings.Builder
	f.grow(parsed.Simplify(), &out)
	ok, err := regexp.MatchString(pattern, out.String())
	return out.String(), err == nil && ok
}

func (f *fuzzer) grow(r *syntax.Regexp, out *strings.Builder) {
	switch r.Op {
	case syntax.OpLiteral:
		out.WriteString(string(r.Rune))
	case syntax.OpCharClass:
		pair := 2 * f.random.IntN(len(r.Rune)/2)
		low, high := r.Rune[pair], min(r.Rune[pair+1], r.Rune[pair]+60)
		out.WriteRune(low + rune(f.random.IntN(int(high-low)+1)))
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range r.Sub {
			f.grow(sub, out)
		}
	case syntax.OpAlternate:
		f.grow(pick(f, r.Sub), out)
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest:
		most := map[syntax.Op]int{syntax.OpStar: 3, syntax.OpPlus: 3, syntax.OpQuest: 1}[r.Op]
		least := map[syntax.Op]int{syntax.OpPlus: 1}[r.Op]
		for range least + f.random.IntN(most+1) {
			f.grow(r.Sub[0], out)
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		out.WriteRune('x')
	default: // the edges of the text
	}
}

// odd are texts that often break things.
var odd = []string{
	"", " ", "\x00", "null", "é", "e\u0301", "🏘️", "\u202e", "' OR 1=1 --", "<script>", "../../etc/passwd", "%00", "$where", "\ufffd", "{{7*7}}",
}

func (f *fuzzer) text(longest int) string {
	if f.chance(3) {
		return pick(f, odd)
	}
	letters := []rune("abcdefghij klmnop-0123456789éß水")
	var out strings.Builder
	for range f.random.IntN(longest + 1) {
		out.WriteRune(pick(f, letters))
	}
	return out.String()
}

// broken changes one thing somewhere in a value.
func (f *fuzzer) broken(value any, depth int) any {
	wrong := []any{nil, true, -1.0, 1e300, 0.5, "x", []any{}, map[string]any{"x": 1.0}, strings.Repeat("a", 100_000), []any{nil}}
	switch value := value.(type) {
	case map[string]any:
		names := make([]string, 0, len(value))
		for name := range value {
			names = append(names, name)
		}
		slices.Sort(names)
		if len(names) == 0 || depth > 8 {
			break
		}
		name := pick(f, names)
		switch f.random.IntN(3) {
		case 0:
			delete(value, name)
		case 1:
			value[f.text(10)] = pick(f, wrong)
		default:
			value[name] = f.broken(value[name], depth+1)
		}
		return value
	case []any:
		if len(value) > 0 && depth < 8 && f.chance(2) {
			i := f.random.IntN(len(value))
			value[i] = f.broken(value[i], depth+1)
			return value
		}
	}
	return pick(f, wrong)
}
