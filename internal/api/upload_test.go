package api_test

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/research"
)

func uploadHeader(interview research.ID, part, length int) map[string]string {
	coded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	header := map[string]string{
		"Tus-Resumable": "1.0.0", "Upload-Metadata": "interview " + coded(string(interview)) + ",part " + coded(strconv.Itoa(part)),
	}
	if length < 0 {
		header["Upload-Defer-Length"] = "1"
	} else {
		header["Upload-Length"] = strconv.Itoa(length)
	}
	return header
}

// begin begins an upload of the world's phone and gives its path.
func (w *world) begin(interview research.ID, part, length int) string {
	w.t.Helper()
	begun := w.send(apitest.Request{
		Method: "POST", Path: w.fill("/projects/{project}/uploads"), Token: w.token("device"), Header: uploadHeader(interview, part, length),
	}).want(201)
	return strings.TrimPrefix(begun.response.Header.Get("Location"), "/v1")
}
