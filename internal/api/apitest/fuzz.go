package apitest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wijkstem/wijkstem/internal/api"
)

// Fault is an answer that should not have been.
type Fault struct {
	Operation string
	Request   string // method, path and body, to do it again
	Detail    string
}

func (f Fault) String() string { return f.Operation + ": " + f.Detail + "\n  " + f.Request }

// Report is what came of a run of odd requests.
type Report struct {
	Requests int
	Statuses map[int]int
	Faults   []Fault
}

// mostFaults is how many faults a run gathers before it stops.
const mostFaults = 20

// Fuzz sends n requests, made from the description and partly broken, as all
// sorts of callers. An answer of 5xx or 422, one that the description does not
// hold, or one that takes over a minute is a fault. The seed makes a run
// repeatable.
func (w *World) Fuzz(ctx context.Context, n int, seed uint64) (Report, error) {
	f := &fuzzer{
		world: w, random: rand.New(rand.NewPCG(seed, 1)), report: Report{Statuses: map[int]int{}},
		tokens: map[string]string{}, known: map[string][]string{},
	}
	for _, name := range []string{"nobody", "admin", "lead", "researcher", "coach", "second-reader", "municipality-answers", "outsider", "device"} {
		token, err := w.Token(ctx, name)
		if err != nil {
			return f.report, err
		}
		f.callers = append(f.callers, name)
		f.tokens[name] = token
	}
	f.learn()
	operations := f.operations()
	for f.report.Requests < n && len(f.report.Faults) < mostFaults {
		if err := ctx.Err(); err != nil {
			return f.report, err
		}
		f.one(operations[f.report.Requests%len(operations)])
	}
	return f.report, nil
}

type described struct {
	method, path string
	op           *openapi3.Operation
	parameters   openapi3.Parameters
}

type fuzzer struct {
	world   *World
	random  *rand.Rand
	callers []string
	tokens  map[string]string
	known   map[string][]string // ids that exist, by path parameter
	report  Report
}

// learn gathers ids that exist, so that requests come further than 404.
func (f *fuzzer) learn() {
	f.known = map[string][]string{
		"project":      {string(f.world.Project), string(f.world.Other)},
		"organisation": {string(f.world.Organisation), string(f.world.Guest)},
		"account":      {string(f.world.Accounts["coach"]), string(f.world.Accounts["outsider"])},
		"device":       {string(f.world.Device)},
		"slug":         {"proef"},
	}
}

// operations are all that are served but the ones that would end the run: the
// lead signs out, or the stream that stays open.
func (f *fuzzer) operations() []described {
	var all []described
	served := slices.DeleteFunc(api.Served(), func(id string) bool { return id == "followEvents" || id == "signOutEverywhere" })
	for path, item := range f.world.judge.Document.Paths.Map() {
		for method, op := range item.Operations() {
			if !slices.Contains(served, op.OperationID) {
				continue
			}
			parameters := append(append(openapi3.Parameters{}, item.Parameters...), op.Parameters...)
			all = append(all, described{method, path, op, parameters})
		}
	}
	slices.SortFunc(all, func(a, b described) int { return cmp.Compare(a.op.OperationID, b.op.OperationID) })
	return all
}

func (f *fuzzer) one(d described) {
	f.report.Requests++
	if f.report.Requests%200 == 0 {
		f.world.Clock.Move(time.Minute) // so that not everything ends in "wait"
		f.renew()
	}
	r := f.request(d)
	begun := time.Now()
	response, body, err := f.world.sendTo(f.world.Server.Handler(), r)
	switch {
	case response == nil:
		return // no request could be made of it
	case err != nil:
		f.fault(d, r, err.Error())
	case response.StatusCode >= 500:
		f.fault(d, r, fmt.Sprintf("%d %s", response.StatusCode, body))
	case time.Since(begun) > time.Minute:
		f.fault(d, r, "took "+time.Since(begun).String())
	}
	f.report.Statuses[response.StatusCode]++
}

func (f *fuzzer) renew() {
	for _, name := range f.callers {
		if token, err := f.world.Token(context.Background(), name); err == nil {
			f.tokens[name] = token
		}
	}
}

func (f *fuzzer) fault(d described, r Request, detail string) {
	body, _ := r.Body.([]byte)
	f.report.Faults = append(f.report.Faults, Fault{d.op.OperationID, fmt.Sprintf("%s %s %.400q", r.Method, r.Path, body), detail})
}

func (f *fuzzer) chance(in int) bool { return f.random.IntN(in) == 0 }

func pick[T any](f *fuzzer, from []T) T { return from[f.random.IntN(len(from))] }

func (f *fuzzer) request(d described) Request {
	r := Request{Method: d.method, Path: d.path, Token: f.tokens[pick(f, f.callers)], Header: map[string]string{}}
	query := []string{}
	for _, p := range d.parameters {
		value := f.parameter(p.Value)
		switch p.Value.In {
		case "path":
			r.Path = strings.ReplaceAll(r.Path, "{"+p.Value.Name+"}", escape(value))
		case "query":
			if f.chance(3) {
				query = append(query, p.Value.Name+"="+escape(value))
			}
		case "header":
			if (p.Value.Required || f.chance(3)) && !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
				r.Header[p.Value.Name] = value
			}
		}
	}
	if f.chance(20) {
		query = append(query, escape(f.text(8))+"="+escape(f.text(8)))
	}
	if len(query) > 0 {
		r.Path += "?" + strings.Join(query, "&")
	}
	if f.chance(50) {
		r.Token = f.text(40)
	}
	if strings.ContainsFunc(r.Token, func(r rune) bool { return r < ' ' || r > '~' }) {
		r.Token = "x"
	}
	f.body(d, &r)
	return r
}

// escape keeps a path segment one segment.
func escape(text string) string {
	var out strings.Builder
	for _, b := range []byte(text) {
		if b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b == '-' || b == '.' && len(text) > 2 {
			out.WriteByte(b)
		} else {
			fmt.Fprintf(&out, "%%%02X", b)
		}
	}
	return out.String()
}

func (f *fuzzer) parameter(p *openapi3.Parameter) string {
	if known := f.known[p.Name]; len(known) > 0 && !f.chance(5) {
		return pick(f, known)
	}
	if f.chance(8) {
		return f.text(30)
	}
	switch value := f.value(p.Schema.Value, 0).(type) {
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	default:
		return fmt.Sprint(value)
	}
}

func (f *fuzzer) body(d described, r *Request) {
	if d.op.RequestBody == nil {
		return
	}
	for kind, media := range d.op.RequestBody.Value.Content {
		r.Kind = kind
		if kind != "application/json" {
			r.Body = []byte(f.text(200))
			break
		}
		value := f.value(media.Schema.Value, 0)
		if f.chance(3) {
			value = f.broken(value, 0)
		}
		text, err := json.Marshal(value)
		if err != nil {
			text = []byte("null")
		}
		r.Body = f.mangled(text)
	}
	if f.chance(30) {
		r.Kind = pick(f, []string{"", "text/plain", "application/xml", "application/json; charset=utf-8", "garbage"})
	}
}

// mangled breaks the bytes of a body now and then.
func (f *fuzzer) mangled(text []byte) []byte {
	if len(text) == 0 || !f.chance(15) {
		return text
	}
	at := f.random.IntN(len(text))
	switch f.random.IntN(4) {
	case 0:
		return text[:at]
	case 1:
		return append(slices.Clone(text), text...)
	case 2:
		text = slices.Clone(text)
		text[at] = byte(f.random.IntN(256))
		return text
	default:
		return []byte(strings.Repeat("[", 2000))
	}
}

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
			value[name] = f.value(schema.Properties[name].Value, depth+1)
		}
	}
	return value
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
