package research

import (
	"mime"
	"strconv"
	"strings"
	"time"
)

// Recording is one stretch of sound without a gap: a part of an interview that
// arrived and opens. It goes when the sound of the interview goes.
type Recording struct {
	Interview ID        `json:"interview"`
	Part      int       `json:"part"`
	MIME      string    `json:"mime"`
	StartedAt time.Time `json:"startedAt"`
	// Bytes is the length of the plain sound.
	Bytes        int64 `json:"bytes"`
	Milliseconds int64 `json:"milliseconds"`
}

// RecordingDocument is the id of a recording's document.
func RecordingDocument(interview ID, part int) string {
	return "recording/" + string(interview) + "/" + strconv.Itoa(part)
}

// SoundMIME is the sort of sound that a phone names, when it is a sort of sound:
// what a browser is told must never be a page or a script.
func SoundMIME(named string) string {
	kind, parameters, err := mime.ParseMediaType(named)
	if err != nil || !strings.HasPrefix(kind, "audio/") {
		return "audio/webm"
	}
	return mime.FormatMediaType(kind, parameters)
}
