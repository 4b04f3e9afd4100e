package apitest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wijkstem/wijkstem/internal/api"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
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
	// Succeeded counts the answers of 2xx by operation.
	Succeeded map[string]int
	Faults    []Fault
}

// mostFaults is how many faults a run gathers before it stops.
const mostFaults = 20

// Fuzz sends n requests, made from the description and partly broken, as all
// sorts of callers. An answer of 5xx or 422, a 400 that names no field, one that
// the description does not hold, or one that takes over a minute is a fault. The
// seed makes a run repeatable, as far as ids that the server makes allow.
func (w *World) Fuzz(ctx context.Context, n int, seed uint64) (Report, error) {
	f := &fuzzer{
		world: w, random: rand.New(rand.NewPCG(seed, 1)), report: Report{Statuses: map[int]int{}, Succeeded: map[string]int{}},
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
	f.callers = append(f.callers, "lead", "lead", "researcher", "researcher", "device") // who may do most come most
	if err := f.learn(ctx); err != nil {
		return f.report, err
	}
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
	sealed  research.Delivery   // that fits an interview which arrived
	report  Report
}

// learn gathers ids that exist, so that requests come further than 404.
func (f *fuzzer) learn(ctx context.Context) error {
	w := f.world
	f.known = map[string][]string{
		"project":      {string(w.Project), string(w.Project), string(w.Project), string(w.Other)},
		"organisation": {string(w.Organisation), string(w.Guest)},
		"account":      {string(w.Accounts["coach"]), string(w.Accounts["outsider"])},
		"device":       {string(w.Device)},
		"slug":         {"proef"},
		"version":      {"1.0.0", "latest"},
		"utterance":    {"1-1", "1-2"},
	}
	for _, code := range study.SeedCodebook().Codes[:8] {
		f.known["code"] = append(f.known["code"], code.ID)
	}
	for range 3 {
		talked, err := w.AddInterview(ctx, true, "De juf belt mij zelf op.", "Dat geeft rust.")
		if err != nil {
			return err
		}
		f.known["interview"] = append(f.known["interview"], string(talked))
	}
	sealed, err := w.Phone().Seal(ctx, w.Talk("lepel wolk"))
	if err != nil {
		return err
	}
	if _, err := w.Phone().Deliver(ctx, sealed); err != nil {
		return err
	}
	f.known["interview"] = append(f.known["interview"], string(sealed.Delivery.Interview))
	f.sealed = sealed.Delivery
	return nil
}

// mostKnown is how many ids of a kind are remembered: the newest.
const mostKnown = 20

// remember keeps the id of what a request made: in the path of a PUT, else in
// the answer.
func (f *fuzzer) remember(d described, r Request, location string, body []byte) {
	var made struct{ ID string }
	name := f.namedBelow(d.path)
	switch {
	case d.method == http.MethodPut:
		_, name, _ = strings.Cut(lastOf(d.path), "{")
		name, made.ID = strings.TrimSuffix(name, "}"), lastOf(r.Path)
	case d.method != http.MethodPost:
		return
	case location != "":
		made.ID = lastOf(location)
	default:
		_ = json.Unmarshal(body, &made) // what has no id is not remembered
	}
	if name == "" || made.ID == "" {
		return
	}
	all := append(f.known[name], made.ID)
	f.known[name] = all[max(0, len(all)-mostKnown):]
}

func lastOf(path string) string { return path[strings.LastIndex(path, "/")+1:] }

// namedBelow is the parameter that names one of the things listed at a path.
func (f *fuzzer) namedBelow(path string) string {
	for below := range f.world.judge.Document.Paths.Map() {
		rest, found := strings.CutPrefix(below, path+"/{")
		if name, rest, _ := strings.Cut(rest, "}"); found && rest == "" {
			return name
		}
	}
	return ""
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
	case response.StatusCode == http.StatusBadRequest && r.Method != http.MethodHead && !namesFields(body):
		f.fault(d, r, fmt.Sprintf("names no field: %s", body))
	case time.Since(begun) > time.Minute:
		f.fault(d, r, "took "+time.Since(begun).String())
	case response.StatusCode/100 == 2:
		f.report.Succeeded[d.op.OperationID]++
		f.remember(d, r, response.Header.Get("Location"), body)
	}
	f.report.Statuses[response.StatusCode]++
}

// namesFields tells whether a problem names at least one field; a body that is
// no JSON at all is the field "".
func namesFields(body []byte) bool {
	var problem struct {
		Errors []struct{ Field *string }
	}
	err := json.Unmarshal(body, &problem)
	return err == nil && len(problem.Errors) > 0 && problem.Errors[0].Field != nil
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
	if value, found := f.header(p.Name); found {
		return value
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
		value, found := f.sample(d.op.OperationID)
		if !found {
			value = f.value(media.Schema.Value, 0)
		}
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
