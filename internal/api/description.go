package api

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

//go:embed openapi.yaml
var openapiYAML []byte

// description is the API's description, read once.
type description struct {
	document *openapi3.T
	json     []byte
	version  string
	found    map[string]operation // by operationId
}

// operation is one operation of the description.
type operation struct {
	method, path string
	*openapi3.Operation
	parameters []*openapi3.Parameter // of the path and its own
}

func readDescription() (*description, error) {
	loader := openapi3.NewLoader()
	document, err := loader.LoadFromData(openapiYAML)
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	if err := document.Validate(loader.Context); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	text, err := json.Marshal(document)
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	d := &description{document: document, json: text, version: document.Info.Version, found: map[string]operation{}}
	for path, item := range document.Paths.Map() {
		for method, op := range item.Operations() {
			found := operation{method: method, path: path, Operation: op}
			for _, p := range append(append(openapi3.Parameters{}, item.Parameters...), op.Parameters...) {
				found.parameters = append(found.parameters, p.Value)
			}
			d.found[op.OperationID] = found
		}
	}
	return d, nil
}

var dateTime = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$`)

// formats are checked strictly: a day that exists, a time with its offset, in
// capitals, never -00:00 (RFC 9557).
var formats = map[string]openapi3.StringFormatValidator{
	// A pattern would walk tens of thousands of letters one by one.
	"base64url": openapi3.NewCallbackValidator(func(text string) error {
		_, err := base64.RawURLEncoding.Strict().DecodeString(text) // as research.Base64 reads it
		return err
	}),
	"date": openapi3.NewCallbackValidator(func(text string) error {
		_, err := time.Parse(time.DateOnly, text)
		return err
	}),
	"date-time": openapi3.NewCallbackValidator(func(text string) error {
		if !dateTime.MatchString(text) || len(text) > 6 && text[len(text)-6:] == "-00:00" {
			return fmt.Errorf("no time")
		}
		_, err := time.Parse(time.RFC3339Nano, text)
		return err
	}),
	"binary": openapi3.NewCallbackValidator(func(string) error { return nil }),
}

// OpenAPI is the API's description as it is written.
func OpenAPI() []byte { return openapiYAML }
