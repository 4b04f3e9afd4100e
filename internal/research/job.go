package research

import (
	"strings"
	"time"
)

// Job is work that is done even when the server stops in between: it is begun
// again until it has succeeded, so doing it twice must be harmless.
type Job struct {
	// Name is "sort/…" and unique: planning the same job twice plans it once.
	Name string `json:"-"`
	// Due is when it may begin.
	Due time.Time `json:"-"`
	// Facts are what the work needs to know: ids, numbers, fixed words.
	Facts map[string]string `json:"facts,omitempty"`
	// Attempts counts the failures since the job was planned.
	Attempts int `json:"attempts,omitempty"`
	// Done and Total tell how far it is, in steps of its own; Total is 0 when
	// the job does not say.
	Done  int `json:"done,omitempty"`
	Total int `json:"total,omitempty"`
}

// Sort is the first part of the name; it says which handler does the job.
func (j Job) Sort() string { sort, _, _ := strings.Cut(j.Name, "/"); return sort }
