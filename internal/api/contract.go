package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/wijkstem/wijkstem/internal/research"
)

// obey checks a request against its operation's description and keeps the body
// of JSON. Everything that is wrong is said at once.
func (c *call) obey() error {
	var checks research.Checks
	c.checkParameters(&checks)
	if err := c.readBody(&checks); err != nil {
		return err
	}
	return checks.Err()
}

func (c *call) checkParameters(checks *research.Checks) {
	query := c.checkQuery(checks)
	for _, p := range c.operation.parameters {
		text, there := c.parameter(p, query)
		place := "/" + p.Name
		if !there {
			checks.That(!p.Required, place, "Dit ontbreekt.")
			continue
		}
		if !utf8.ValidString(text) {
			checks.That(false, place, "Dit is geen leesbare tekst.")
			continue
		}
		value, ok := scalar(p.Schema.Value, text)
		if !ok {
			checks.That(false, place, "Vul een heel getal in.")
			continue
		}
		visit(checks, p.Schema.Value, value, place)
	}
}

// checkQuery names parameters that the operation does not have, or has once.
func (c *call) checkQuery(checks *research.Checks) url.Values {
	query, err := url.ParseQuery(c.Request().URL.RawQuery)
	checks.That(err == nil, "/", "Het deel van het adres na het vraagteken klopt niet.")
	for name, values := range query {
		known := slices.ContainsFunc(c.operation.parameters, func(p *openapi3.Parameter) bool { return p.In == openapi3.ParameterInQuery && p.Name == name })
		checks.That(known, "/"+pointer(name), "Dit kent deze handeling niet.")
		checks.That(!known || len(values) == 1, "/"+pointer(name), "Geef dit één keer.")
	}
	return query
}

func (c *call) parameter(p *openapi3.Parameter, query url.Values) (string, bool) {
	switch p.In {
	case openapi3.ParameterInPath:
		return c.Param(p.Name), true
	case openapi3.ParameterInQuery:
		return query.Get(p.Name), query.Has(p.Name)
	case openapi3.ParameterInHeader:
		values := c.Request().Header.Values(p.Name)
		return strings.Join(values, ", "), len(values) > 0
	default:
		return "", false
	}
}

// scalar reads a text as the schema's type.
func scalar(schema *openapi3.Schema, text string) (any, bool) {
	if !schema.Type.Is(openapi3.TypeInteger) {
		return text, true
	}
	n, err := strconv.ParseInt(text, 10, 52)
	return float64(n), err == nil && strconv.FormatInt(n, 10) == text
}

// readBody reads and checks a body of JSON; others are left to the handler.
func (c *call) readBody(checks *research.Checks) error {
	if c.operation.RequestBody == nil {
		return nil
	}
	content := c.operation.RequestBody.Value.Content
	kind, _, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if err != nil || content[kind] == nil {
		return unsupported(content)
	}
	if kind != "application/json" {
		return nil
	}
	if c.body, err = io.ReadAll(c.Request().Body); err != nil {
		return err
	}
	value, err := readJSON(c.body)
	if err != nil {
		checks.That(false, "", err.Error())
		return nil
	}
	visit(checks, content[kind].Schema.Value, value, "")
	return nil
}

func unsupported(content openapi3.Content) error {
	kinds := make([]string, 0, len(content))
	for kind := range content {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return &statusError{415, "Stuur dit als " + strings.Join(kinds, " of ") + "."}
}

// readJSON reads exactly one value of valid UTF-8 in which no name occurs twice.
func readJSON(body []byte) (any, error) {
	if !utf8.Valid(body) {
		return nil, errors.New("Dit is geen leesbare tekst (UTF-8).")
	}
	var value any
	err := jsonv2.Unmarshal(body, &value)
	switch {
	case err == nil:
		return value, nil
	case errors.Is(err, jsontext.ErrDuplicateName):
		return nil, errors.New("Een veld staat er twee keer in.")
	case json.NewDecoder(bytes.NewReader(body)).Decode(&value) == nil:
		return nil, errors.New("Na de JSON staat nog iets.")
	default:
		return nil, errors.New("Dit is geen geldige JSON.")
	}
}

// visit adds all that is wrong with a value. kin-openapi walks the schema; the
// words are ours.
func visit(checks *research.Checks, schema *openapi3.Schema, value any, place string) {
	err := schema.VisitJSON(value, openapi3.MultiErrors(), openapi3.VisitAsRequest(),
		openapi3.EnableFormatValidation(), openapi3.WithStringFormatValidators(formats))
	gather(checks, err, place)
}

func gather(checks *research.Checks, err error, place string) {
	var one *openapi3.SchemaError
	switch many, ok := err.(openapi3.MultiError); {
	case err == nil:
	case ok:
		for _, each := range many {
			gather(checks, each, place)
		}
	case errors.As(err, &one):
		checks.That(false, place+fieldOf(one), wordsFor(one))
	default:
		checks.That(false, place, "Dit klopt niet.")
	}
}

// fieldOf is the JSON pointer of what is wrong.
func fieldOf(err *openapi3.SchemaError) string {
	var at strings.Builder
	for _, step := range err.JSONPointer() {
		at.WriteString("/" + pointer(step))
	}
	if err.SchemaField == "properties" || err.SchemaField == "additionalProperties" {
		if name, ok := unknownProperty(err.Reason); ok && !strings.HasSuffix(at.String(), "/"+pointer(name)) {
			at.WriteString("/" + pointer(name))
		}
	}
	return at.String()
}

// unknownProperty reads the name out of `property "x" is unsupported`.
func unknownProperty(reason string) (string, bool) {
	rest, ok := strings.CutPrefix(reason, "property ")
	if !ok {
		return "", false
	}
	quoted, err := strconv.QuotedPrefix(rest)
	if err != nil {
		return "", false
	}
	name, err := strconv.Unquote(quoted)
	return name, err == nil
}

func pointer(step string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(step)
}

// wordsFor says in Dutch what is wrong, without repeating what was sent.
func wordsFor(err *openapi3.SchemaError) string {
	schema := err.Schema
	switch err.SchemaField {
	case "required":
		return "Dit ontbreekt."
	case "type":
		return typeWords(schema)
	case "nullable":
		return "Dit mag niet leeg (null) zijn."
	case "enum":
		return "Kies een van: " + choices(schema) + "."
	case "pattern", "format":
		return formatWords(schema)
	case "minLength":
		return "Vul dit in."
	case "maxLength":
		return "Gebruik hoogstens " + count(schema.MaxLength) + " tekens."
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
		return rangeWords(schema)
	case "minItems":
		return "Geef er minstens " + strconv.FormatUint(schema.MinItems, 10) + "."
	case "maxItems":
		return "Geef er hoogstens " + count(schema.MaxItems) + "."
	case "uniqueItems":
		return "Iets staat er dubbel in."
	case "properties", "additionalProperties":
		return "Dit veld bestaat niet."
	case "minProperties":
		return "Geef minstens één veld."
	default:
		return "Dit klopt niet."
	}
}

func count(n *uint64) string {
	if n == nil {
		return "minder"
	}
	return strconv.FormatUint(*n, 10)
}

func typeWords(schema *openapi3.Schema) string {
	switch {
	case schema.Type.Is(openapi3.TypeString):
		return "Dit moet tekst zijn."
	case schema.Type.Is(openapi3.TypeInteger):
		return "Dit moet een heel getal zijn."
	case schema.Type.Is(openapi3.TypeNumber):
		return "Dit moet een getal zijn."
	case schema.Type.Is(openapi3.TypeBoolean):
		return "Dit moet waar of onwaar zijn."
	case schema.Type.Is(openapi3.TypeArray):
		return "Dit moet een lijst zijn."
	default:
		return "Dit moet een object zijn."
	}
}

func formatWords(schema *openapi3.Schema) string {
	switch {
	case schema.Format == "date":
		return "Schrijf de datum als 2026-11-24."
	case schema.Format == "date-time":
		return "Schrijf de tijd als 2026-11-24T09:30:00Z."
	case schema.Pattern == `\S`:
		return "Vul dit in."
	case schema.Example != nil:
		if example, ok := schema.Example.(string); ok {
			return "Schrijf dit in de vorm van: " + example + "."
		}
	}
	return "Dit heeft niet de goede vorm."
}

func choices(schema *openapi3.Schema) string {
	texts := make([]string, 0, len(schema.Enum))
	for _, value := range schema.Enum {
		if text, err := json.Marshal(value); err == nil {
			texts = append(texts, strings.Trim(string(text), `"`))
		}
	}
	return strings.Join(texts, ", ")
}

func rangeWords(schema *openapi3.Schema) string {
	number := func(n *float64) string { return strconv.FormatFloat(*n, 'f', -1, 64) }
	switch {
	case schema.Min != nil && schema.Max != nil:
		return "Kies een getal van " + number(schema.Min) + " tot en met " + number(schema.Max) + "."
	case schema.Min != nil:
		return "Dit moet minstens " + number(schema.Min) + " zijn."
	case schema.Max != nil:
		return "Dit mag hoogstens " + number(schema.Max) + " zijn."
	default:
		return "Dit getal kan niet."
	}
}
