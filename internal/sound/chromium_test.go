package sound

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"
)

// seekPage goes to a place of the sound and tells how long all of it is, where
// it stands then, and after how many milliseconds.
const seekPage = `<!doctype html><audio id="a" preload="metadata" src="/sound"></audio><script>
const tell = (text) => fetch('/told?' + new URLSearchParams(text));
a.onerror = () => tell({error: a.error.message});
a.onloadedmetadata = () => {
	const began = performance.now();
	a.onseeked = () => tell({length: a.duration, at: a.currentTime, ms: Math.round(performance.now() - began)});
	a.currentTime = %d;
};
</script>`

// A real browser goes to minute 50 of an hour with a few requests, of either
// sort of recording.
func TestChromiumSeeksInAnHour(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	minute := file(t, makeSound(t, 60, likeIPhone))
	long := output(t, "ffmpeg", nil, "-v", "error", "-stream_loop", "59", "-i", minute, "-c", "copy",
		"-f", "mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-frag_duration", "1000000", "-")
	for mime, recorded := range map[string][]byte{mimeWebM: hour(t), mimeMP4: long} {
		t.Run(mime, func(t *testing.T) {
			told, asked := inChromium(t, chromium, mime, recorded, 3000)
			length, _ := strconv.ParseFloat(told["length"], 64)
			at, _ := strconv.ParseFloat(told["at"], 64)
			ms, _ := strconv.Atoi(told["ms"])
			if length < 3590 || length > 3610 || at < 2999.5 || at > 3000.5 {
				t.Errorf("told %v", told)
			}
			if len(asked) > 4 {
				t.Errorf("%d requests: %q", len(asked), asked)
			}
			t.Logf("sought in %d ms, %d requests: %q", ms, len(asked), asked)
		})
	}
}

// inChromium shows the page of a recording and gives what it tells, and which
// ranges were asked for.
func inChromium(t *testing.T, chromium, mime string, recorded []byte, second int) (told map[string]string, asked []string) {
	t.Helper()
	sounds, mu := New(""), sync.Mutex{}
	done := make(chan map[string]string, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprintf(w, seekPage, second)
	})
	mux.HandleFunc("/sound", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.Header.Get("Range"))
		mu.Unlock()
		_, content, err := sounds.Seekable("hour", mime, bytes.NewReader(recorded), int64(len(recorded)))
		if err != nil {
			t.Error(err)
			return
		}
		w.Header().Set("Content-Type", mime)
		w.Header().Set("ETag", `"hour"`)
		http.ServeContent(w, r, "", time.Time{}, content)
	})
	mux.HandleFunc("/told", func(_ http.ResponseWriter, r *http.Request) {
		words := map[string]string{}
		for key := range r.URL.Query() {
			words[key] = r.URL.Query().Get(key)
		}
		done <- words
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	profile, err := os.MkdirTemp("", "wijkstem-chromium-") //nolint:usetesting // a TempDir fails when the browser still writes there
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(profile) }()
	browser := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--mute-audio",
		"--user-data-dir="+profile, "--remote-debugging-port=0", server.URL)
	if err := browser.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cancel(); _ = browser.Wait() }()
	select {
	case told = <-done:
	case <-ctx.Done():
		t.Fatalf("nothing was told in a minute; asked %q", asked)
	}
	mu.Lock()
	defer mu.Unlock()
	return told, asked
}
