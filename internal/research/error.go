package research

import (
	"errors"
	"fmt"
	"strings"
)

// Fault is a sort of error that people or programs can act on.
type Fault string

// The faults; api turns each into one HTTP status.
const (
	Invalid      Fault = "invalid"      // 400: what was sent is wrong; Fields says where
	Unauthorized Fault = "unauthorized" // 401: sign in first
	Forbidden    Fault = "forbidden"    // 403: signed in, but not allowed
	NotFound     Fault = "not-found"    // 404: is not there, or not for you
	Conflict     Fault = "conflict"     // 409: does not fit what is there now
	Erased       Fault = "erased"       // 410: was erased, for good
	Stale        Fault = "stale"        // 412: changed since you read it
	TooLarge     Fault = "too-large"    // 413
	Throttled    Fault = "throttled"    // 429: wait first
	Unavailable  Fault = "unavailable"  // 503: try again later
	Full         Fault = "full"         // 507: the disk has no room for it
)

// FieldError says what is wrong with one field. Field is a JSON pointer
// ("/settings/question"); Detail is a Dutch sentence without personal data.
type FieldError struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// Error is a fault with words for people (Dutch, B1, saying what to do next).
type Error struct {
	Fault  Fault
	Detail string
	Fields []FieldError
	// RetryAfter is a number of seconds, for Throttled, Unavailable and Full.
	RetryAfter int
}

// Error is for logs and tests: the fault and the fields' names, no values.
func (e *Error) Error() string {
	names := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		names[i] = f.Field
	}
	return strings.TrimSpace(string(e.Fault) + " " + strings.Join(names, " "))
}

// Is makes errors.Is(err, NotFound) work through FaultOf.
func (f Fault) Error() string { return string(f) }

// Unwrap lets errors.Is find the fault.
func (e *Error) Unwrap() error { return e.Fault }

// Errorf makes an error of the fault with words for people.
func Errorf(fault Fault, format string, args ...any) *Error {
	return &Error{Fault: fault, Detail: fmt.Sprintf(format, args...)}
}

// FaultOf is the fault of an error, "" when it is none of these.
func FaultOf(err error) Fault {
	var f Fault
	if errors.As(err, &f) {
		return f
	}
	return ""
}

// Checks gathers what is wrong with what somebody sent, so that all of it is
// said at once.
type Checks []FieldError

// That notes the field with the words when ok is false.
func (c *Checks) That(ok bool, field, detail string) {
	if !ok {
		*c = append(*c, FieldError{Field: field, Detail: detail})
	}
}

// Err is nil when nothing is wrong, else an Invalid error naming every field.
func (c Checks) Err() error {
	if len(c) == 0 {
		return nil
	}
	return &Error{Fault: Invalid, Detail: "Niet alles is goed ingevuld. Kijk de genoemde velden na.", Fields: c}
}
