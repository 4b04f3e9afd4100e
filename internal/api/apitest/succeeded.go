package apitest

import (
	"net/http"
	"slices"
	"sync"

	"github.com/wijkstem/wijkstem/internal/api"
)

// succeeded are the operations that answered 2xx to a test of this process.
var succeeded sync.Map // operationId → true

// NeverSucceeded are the operations that no test has called with success yet,
// by their operationIds. Odd requests do not count: chance is no test.
func NeverSucceeded() []string {
	return slices.DeleteFunc(api.Served(), func(operation string) bool {
		_, did := succeeded.Load(operation)
		return did
	})
}

// Handler is the world's server, which remembers what succeeded.
func (w *World) Handler() http.Handler {
	server := w.Server.Handler()
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		server.ServeHTTP(&noting{ResponseWriter: answer, operation: w.operation(request)}, request)
	})
}

func (w *World) operation(request *http.Request) string {
	if op := w.judge.Operation(request.Method, request.URL.Path); op != nil {
		return op.OperationID
	}
	return ""
}

// noting notes the operation when the answer is 2xx.
type noting struct {
	http.ResponseWriter
	operation string
}

func (n *noting) WriteHeader(status int) {
	if status/100 == 2 {
		succeeded.Store(n.operation, true)
	}
	n.ResponseWriter.WriteHeader(status)
}

// Unwrap lets the server flush and set deadlines.
func (n *noting) Unwrap() http.ResponseWriter { return n.ResponseWriter }
