// Package log writes what the server does, one JSON object a line. Every field
// that a line may have is a function in this file, each of a type that cannot
// hold what people said or who they are; a test holds the list of names.
package log

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Field is one reviewed field of a line.
type Field struct {
	name  string
	value any
}

// Request is the number of a request, as in its answer's X-Request-Id.
func Request(id research.ID) Field { return Field{"request", string(id)} }

// Method is an HTTP method.
func Method(method string) Field { return Field{"method", short(method)} }

// Operation is the operationId of the API's description, never a path.
func Operation(id string) Field { return Field{"operation", short(id)} }

// Status is an HTTP status.
func Status(status int) Field { return Field{"status", status} }

// Took is how long something took, in milliseconds.
func Took(d time.Duration) Field { return Field{"took_ms", d.Milliseconds()} }

// Actor is who asked, by id: "account/<id>" or "device/<id>".
func Actor(actor string) Field { return Field{"actor", short(actor)} }

// Job is the name of a job.
func Job(name string) Field { return Field{"job", short(name)} }

// Address is where the server listens.
func Address(address string) Field { return Field{"address", short(address)} }

// Version is the program's own.
func Version(version string) Field { return Field{"version", short(version)} }

// Cause is an error of the program or of what it stands on. Whatever may quote
// what people said, between quotation marks or braces, or looks like an
// address, is left out.
func Cause(err error) Field {
	if err == nil {
		return Field{"cause", ""}
	}
	var fault *research.Error
	if errors.As(err, &fault) {
		return Field{"cause", fault.Error()}
	}
	return Field{"cause", redact(err.Error())}
}

// Panic is where the program stopped: the functions of the stack, no values.
func Panic(value any, stack []byte) Field {
	places := stackLine.FindAllString(string(stack), 20)
	return Field{"panic", fmt.Sprintf("%T: %s", value, strings.Join(places, " < "))}
}

var (
	stackLine = regexp.MustCompile(`[\w-]+\.go:\d+`)
	quoted    = regexp.MustCompile("\"[^\"]*\"|'[^']*'|`[^`]*`|\\{[^}]*\\}|\\S+@\\S+")
)

const longest = 300

func redact(text string) string {
	text = quoted.ReplaceAllString(text, "…")
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}
	return text
}

func short(text string) string {
	if len(text) > 100 {
		return text[:100]
	}
	return text
}
