package api_test

import (
	"net/http"
	"testing"
)

const turkish = "/projects/{project}/guides/proef/versions/1.0.0/wordings/tr"

type wordingsSeen struct {
	Items []struct {
		Text, Words, By string
		Approved        bool
	}
}

func TestASpeakerApprovesWordingsAndPhonesLearnOfThem(t *testing.T) {
	w := newWorld(t)
	var seen wordingsSeen
	w.do("GET", w.fill(turkish), "translator", nil).want(http.StatusOK).into(&seen)
	if len(seen.Items) != 0 {
		t.Fatalf("nobody looked at %d texts yet", len(seen.Items))
	}
	approved := object{"words": "Sağ olun.", "approved": true}
	w.do("PUT", w.fill(turkish)+"/closing.thanks", "translator", approved).want(http.StatusOK).into(&seen)
	if one := seen.Items[0]; one.Text != "closing.thanks" || one.Words != "Sağ olun." || !one.Approved {
		t.Errorf("the approved words are %+v", one)
	}
	var field struct {
		Wordings []struct{ Slug, Version, Language, Mark string }
	}
	w.do("GET", w.fill("/projects/{project}/field"), "device", nil).want(http.StatusOK).into(&field)
	if len(field.Wordings) != 1 || field.Wordings[0].Language != "tr" || field.Wordings[0].Mark == "" {
		t.Errorf("phones learn of %+v", field.Wordings)
	}
	var read wordingsSeen
	w.do("GET", w.fill(turkish), "device", nil).want(http.StatusOK).into(&read)
	if len(read.Items) != 1 || read.Items[0].By != "" {
		t.Errorf("a phone reads %+v, without names", read.Items)
	}
	other := object{"words": "Çok teşekkürler.", "approved": false}
	w.do("PUT", w.fill(turkish)+"/closing.thanks", "researcher", other).want(http.StatusOK).into(&seen)
	if one := seen.Items[0]; one.Approved || one.Words != "Çok teşekkürler." {
		t.Errorf("other words stay approved: %+v", one)
	}
}

func TestOnlyWordsOfTheGuideAreTaken(t *testing.T) {
	w := newWorld(t)
	body := object{"words": "Teşekkürler", "approved": true}
	dutch := "/projects/{project}/guides/proef/versions/1.0.0/wordings/nl/closing.thanks"
	for path, want := range map[string]int{
		w.fill(turkish) + "/closing.nothing":                                                 http.StatusNotFound,
		w.fill("/projects/{project}/guides/proef/versions/1.0.0/wordings/pl/closing.thanks"): http.StatusNotFound,
		w.fill(dutch): http.StatusBadRequest,
	} {
		w.do("PUT", path, "translator", body).want(want)
	}
	w.do("PUT", w.fill(turkish)+"/closing.thanks", "translator", object{"words": " ", "approved": true}).want(http.StatusBadRequest)
	w.do("PUT", w.fill(turkish)+"/closing.thanks", "coach", body).want(http.StatusForbidden)
}
