// Package api is the front door: it turns HTTP into acts and their results into
// JSON. openapi.yaml is written by hand and is the judge: no request reaches a
// handler that it does not allow, and tests check every answer against it.
//
// # One more operation
//
//  1. Describe it in openapi.yaml, in the section of its noun. Every object has
//     additionalProperties: false, every text a maxLength, every list maxItems.
//  2. Add a line to routes.go: method, path, operationId, who may call, handler.
//  3. Write the handler in <noun>.go: decode[T], one act of study, c.send. The
//     types of the wire are declared there, beside the handler; what a noun of
//     research already says in JSON is sent as it is.
//  4. Write the act in study/<noun>.go. It checks who may do it (require); the
//     table test calls the operation as everybody and compares with routes.go.
//  5. Add a row to the examples of access_test.go: without one the test fails.
//
// A handler never checks roles, never reads the store and never logs. Errors are
// research.Error; problem.go knows their status. An ETag is c.tag(revision),
// If-Match is c.match(), a list's cursor is c.page() or c.slice(), the client's
// own id of an act is in c.by(). Longer time or a larger body than usual is said
// in routes.go.
package api
