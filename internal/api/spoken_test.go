package api_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
)

// spokenSound begins as a WAV file does.
var spokenSound = base64.RawURLEncoding.EncodeToString([]byte("RIFF\x24\x00\x00\x00WAVEfmt " + strings.Repeat("\x00", 28)))

// spokenExample is about a voice that somebody recorded and another found right.
func spokenExample(rest string, body any) example {
	return func(w *world) apitest.Request {
		path := w.fill(turkish) + "/closing.thanks/spoken"
		w.do("PUT", path, "translator", object{"sound": spokenSound}).want(http.StatusOK)
		w.do("PUT", path+"/approval", "lead", object{"approved": true}).want(http.StatusOK)
		return apitest.Request{Path: strings.TrimSuffix(path, "/spoken") + rest, Body: body}
	}
}

func TestPhonesGetAVoiceThatASecondPersonFoundRight(t *testing.T) {
	w := newWorld(t)
	path := w.fill(turkish) + "/closing.thanks/spoken"
	w.do("PUT", path, "translator", object{"sound": base64.RawURLEncoding.EncodeToString([]byte("geen geluid"))}).want(http.StatusBadRequest)
	w.do("PUT", w.fill(turkish)+"/reference.write/spoken", "translator", object{"sound": spokenSound}).want(http.StatusBadRequest)
	w.do("PUT", path, "translator", object{"sound": spokenSound}).want(http.StatusOK)
	w.do("GET", path, "device", nil).want(http.StatusNotFound)
	w.do("GET", path, "researcher", nil).want(http.StatusOK)
	w.do("PUT", path+"/approval", "translator", object{"approved": true}).want(http.StatusConflict)
	w.do("PUT", path+"/approval", "researcher", object{"approved": true}).want(http.StatusOK)
	var got struct{ MIME, Sound string }
	w.do("GET", path, "device", nil).want(http.StatusOK).into(&got)
	if got.Sound != spokenSound || got.MIME != "audio/wav" {
		t.Errorf("the phone got %d characters of %q", len(got.Sound), got.MIME)
	}
	w.do("PUT", w.fill(turkish)+"/closing.thanks", "translator", object{"words": "Sağ olun.", "approved": true}).want(http.StatusOK)
	w.do("GET", path, "device", nil).want(http.StatusNotFound) // the voice says other words
	w.do("PUT", path+"/approval", "lead", object{"approved": true}).want(http.StatusOK)
	w.do("DELETE", path, "lead", nil).want(http.StatusOK)
	w.do("GET", path, "researcher", nil).want(http.StatusNotFound)
	w.do("PUT", path, "translator", object{"sound": spokenSound}).want(http.StatusOK)
}
