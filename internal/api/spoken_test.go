package api_test

import (
	"encoding/base64"
	"net/http"
	"slices"
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

func TestATranslatorChangesOnlyTheOwnLanguages(t *testing.T) {
	w := newWorld(t)
	own := w.fill(turkish) + "/closing.thanks"
	dutch := strings.Replace(own, "/tr/", "/nl/", 1) + "/spoken"
	sound, approved := object{"sound": spokenSound}, object{"approved": true}
	w.do("PUT", dutch, "translator", sound).want(http.StatusForbidden)
	w.do("PUT", dutch, "researcher", sound).want(http.StatusOK)
	w.do("PUT", dutch+"/approval", "translator", approved).want(http.StatusForbidden)
	w.do("DELETE", dutch, "translator", nil).want(http.StatusForbidden)

	member := w.fill("/projects/{project}/members/") + string(w.Accounts["translator"])
	w.do("PUT", member, "lead", object{"roles": []string{"translator"}}).want(http.StatusBadRequest)
	w.do("PUT", member, "lead", object{"roles": []string{"coach"}, "languages": []string{"nl"}}).want(http.StatusBadRequest)
	w.do("PUT", member, "lead", object{"roles": []string{"translator"}, "languages": []string{"nl"}}).want(http.StatusOK)
	w.do("PUT", dutch+"/approval", "translator", approved).want(http.StatusOK)
	w.do("PUT", own, "translator", object{"words": "Sağ olun.", "approved": true}).want(http.StatusForbidden)
	var self struct {
		Projects []struct{ Languages []string }
	}
	w.do("GET", "/account", "translator", nil).want(http.StatusOK).into(&self)
	if got := self.Projects[0].Languages; !slices.Equal(got, []string{"nl"}) {
		t.Errorf("the translator learns of %v", got)
	}
}
