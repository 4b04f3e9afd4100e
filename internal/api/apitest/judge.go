package apitest

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wijkstem/wijkstem/internal/api"
)

// Judge holds answers to the description and to what every answer must have.
type Judge struct {
	Document *openapi3.T
	paths    []pathPattern
}

type pathPattern struct {
	path    string
	pattern *regexp.Regexp
	item    *openapi3.PathItem
}

// NewJudge reads the description.
func NewJudge() (*Judge, error) {
	document, err := openapi3.NewLoader().LoadFromData(api.OpenAPI())
	if err != nil {
		return nil, err
	}
	j := &Judge{Document: document}
	parameter := regexp.MustCompile(`\\\{[^}]+\\\}`)
	for path, item := range document.Paths.Map() {
		text := parameter.ReplaceAllString(regexp.QuoteMeta(path), "[^/]+")
		j.paths = append(j.paths, pathPattern{path, regexp.MustCompile("^/v1" + text + "$"), item})
	}
	// Paths with fewer parameters are the more precise ones.
	slices.SortFunc(j.paths, func(a, b pathPattern) int { return strings.Count(a.path, "{") - strings.Count(b.path, "{") })
	return j, nil
}

// Operation is what the description says of a method and path, nil when it
// says nothing.
func (j *Judge) Operation(method, path string) *openapi3.Operation {
	for _, p := range j.paths {
		if p.pattern.MatchString(path) {
			if op := p.item.GetOperation(method); op != nil {
				return op
			}
		}
	}
	return nil
}

// always is on every answer, whatever it is.
var always = map[string]string{
	"X-Content-Type-Options":    "nosniff",
	"X-Frame-Options":           "DENY",
	"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
	"Referrer-Policy":           "no-referrer",
	"Cache-Control":             "no-store",
}

// Check says what is wrong with an answer.
func (j *Judge) Check(request *http.Request, response *http.Response, body []byte) error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	for name, want := range always {
		if got := response.Header.Get(name); got != want {
			fault("header %s is %q", name, got)
		}
	}
	if got := response.Header.Get("API-Version"); got != j.Document.Info.Version {
		fault("API-Version is %q", got)
	}
	if !strings.Contains(response.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
		fault("no policy against frames")
	}
	if response.StatusCode == http.StatusUnprocessableEntity {
		fault("status 422")
	}
	if response.StatusCode >= 400 {
		faults = append(faults, j.checkProblem(request, response, body))
	}
	faults = append(faults, j.checkDescribed(request, response, body))
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("%s %s: %d: %w", request.Method, request.URL.Path, response.StatusCode, err)
	}
	return nil
}

func (j *Judge) checkProblem(request *http.Request, response *http.Response, body []byte) error {
	if request.Method == http.MethodHead {
		return nil
	}
	if kind := response.Header.Get("Content-Type"); kind != "application/problem+json" {
		return fmt.Errorf("an error of kind %q", kind)
	}
	var value map[string]any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	if value["status"] != float64(response.StatusCode) || value["title"] == "" || value["detail"] == "" {
		return fmt.Errorf("a problem without status, title or detail: %s", body)
	}
	return visit(j.Document.Components.Schemas["Problem"].Value, value)
}

// checkDescribed holds an answer of a described operation to its description.
func (j *Judge) checkDescribed(request *http.Request, response *http.Response, body []byte) error {
	op := j.Operation(request.Method, request.URL.Path)
	if op == nil || response.StatusCode >= 500 {
		return nil
	}
	described := op.Responses.Value(strconv.Itoa(response.StatusCode))
	if described == nil || described.Value == nil {
		if response.StatusCode == http.StatusRequestTimeout {
			return nil
		}
		return fmt.Errorf("%s does not describe status %d: %s", op.OperationID, response.StatusCode, body)
	}
	if request.Method == http.MethodHead || len(described.Value.Content) == 0 {
		if len(body) > 0 {
			return fmt.Errorf("a body where none is described: %s", body)
		}
		return nil
	}
	kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	media := described.Value.Content.Get(kind)
	if media == nil {
		return fmt.Errorf("kind %q is not described", kind)
	}
	if !strings.HasSuffix(kind, "json") {
		return nil
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	return visit(media.Schema.Value, value)
}

func visit(schema *openapi3.Schema, value any) error {
	return schema.VisitJSON(value, openapi3.VisitAsResponse(), openapi3.EnableFormatValidation(), openapi3.MultiErrors(),
		openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
			"date-time": openapi3.NewCallbackValidator(utc),
			"date": openapi3.NewCallbackValidator(func(text string) error {
				_, err := time.Parse(time.DateOnly, text)
				return err
			}),
		}))
}

// utc holds answers to UTC with a capital Z.
func utc(text string) error {
	if !strings.HasSuffix(text, "Z") {
		return errors.New("a time that is not UTC")
	}
	_, err := time.Parse(time.RFC3339Nano, text)
	return err
}
