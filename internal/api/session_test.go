package api_test

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api"
	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// cookies are the cookies of an answer as a browser sends them back.
func (a *answer) cookies() map[string]string {
	var pairs []string
	for _, cookie := range a.response.Cookies() {
		pairs = append(pairs, cookie.Name+"="+cookie.Value)
	}
	return map[string]string{"Cookie": strings.Join(pairs, "; ")}
}

func (w *world) signIn(name, password string, header ...map[string]string) *answer {
	w.t.Helper()
	return w.do("POST", "/sessions", "", object{"email": name + "@example.org", "password": password}, header...)
}

func (w *world) withToken(token any) *answer {
	w.t.Helper()
	text, _ := token.(string)
	return w.send(apitest.Request{Method: "GET", Path: "/account", Token: text})
}

func TestSignIn(t *testing.T) {
	w := newWorld(t)
	in := w.signIn("Lead", apitest.Password).want(201)
	me := w.withToken(in.field("accessToken")).want(200)
	if me.field("email") != "lead@example.org" {
		t.Errorf("%s", me.text)
	}
	for _, cookie := range in.response.Cookies() {
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" {
			t.Errorf("cookie %s is open to others", cookie.Name)
		}
	}
	wrong := w.signIn("lead", "iets anders").want(401)
	nobody := w.signIn("niemand", "iets anders").want(401)
	if wrong.field("detail") != nobody.field("detail") {
		t.Error("the answer tells whether somebody has an account")
	}
	w.Clock.Move(5 * time.Minute)
	w.withToken(in.field("accessToken")).want(401)
}

func TestSecureCookies(t *testing.T) {
	w := newWorld(t, func(o *options) { o.URL = mustURL("https://wijkstem.example.org") })
	for _, cookie := range w.signIn("lead", apitest.Password).want(201).response.Cookies() {
		if !strings.HasPrefix(cookie.Name, "__Host-") || !cookie.Secure {
			t.Errorf("cookie %s is not bound to the host", cookie.Name)
		}
	}
	mine := w.signIn("lead", apitest.Password).want(201).cookies()["Cookie"]
	w.do("POST", "/session-refreshes", "", nil, map[string]string{"Cookie": strings.ReplaceAll(mine, "__Host-", "")}).want(401)
	w.do("POST", "/session-refreshes", "", nil, map[string]string{"Cookie": mine}).want(201)
}

func TestRefresh(t *testing.T) {
	w := newWorld(t)
	first := w.signIn("lead", apitest.Password).want(201)
	second := w.do("POST", "/session-refreshes", "", nil, first.cookies()).want(201)
	again := w.do("POST", "/session-refreshes", "", nil, first.cookies()).want(201)
	if second.cookies()["Cookie"] != again.cookies()["Cookie"] {
		t.Error("the predecessor got another successor")
	}
	third := w.do("POST", "/session-refreshes", "", nil, second.cookies()).want(201)
	w.do("POST", "/session-refreshes", "", nil, first.cookies()).want(401)
	w.do("POST", "/session-refreshes", "", nil, third.cookies()).want(401)
	w.do("POST", "/session-refreshes", "", nil).want(401)
	w.do("POST", "/session-refreshes", "", nil, map[string]string{"Cookie": "wijkstem-refresh=onzin"}).want(401)
}

func TestRefreshFromElsewhereEndsTheFamily(t *testing.T) {
	for name, header := range map[string]map[string]string{
		"another browser": {"User-Agent": "iets anders"},
		"after a while":   {},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			first := w.signIn("lead", apitest.Password).want(201)
			second := w.do("POST", "/session-refreshes", "", nil, first.cookies()).want(201)
			if name == "after a while" {
				w.Clock.Move(11 * time.Second)
			}
			w.do("POST", "/session-refreshes", "", nil, first.cookies(), header).want(401)
			w.do("POST", "/session-refreshes", "", nil, second.cookies()).want(401)
		})
	}
}

func TestSessionsEnd(t *testing.T) {
	w := newWorld(t)
	idle := w.signIn("lead", apitest.Password).want(201)
	w.Clock.Move(30 * time.Minute)
	w.do("POST", "/session-refreshes", "", nil, idle.cookies()).want(401)
	busy := w.signIn("lead", apitest.Password).want(201)
	for range 29 {
		w.Clock.Move(24 * time.Minute)
		busy = w.do("POST", "/session-refreshes", "", nil, busy.cookies()).want(201)
	}
	w.Clock.Move(25 * time.Minute)
	w.do("POST", "/session-refreshes", "", nil, busy.cookies()).want(401)
	w.signIn("lead", apitest.Password).want(201)
	w.Clock.Move(13 * time.Hour)
	if found, err := w.Auth.Sweep(t.Context(), 100); err != nil || found == 0 {
		t.Errorf("swept %d, %v", found, err)
	}
}

// TestManyRefreshesAtOnce sends one token a hundred times at once: all who get
// an answer get the same successor, and it works.
func TestManyRefreshesAtOnce(t *testing.T) {
	w := newWorld(t)
	cookies := w.signIn("lead", apitest.Password).want(201).cookies()
	successors := make([]string, 100)
	var group sync.WaitGroup
	for i := range successors {
		group.Go(func() {
			got := w.do("POST", "/session-refreshes", "", nil, cookies)
			if got.response.StatusCode == 201 {
				successors[i] = got.cookies()["Cookie"]
			}
		})
	}
	group.Wait()
	for _, s := range successors {
		if s != successors[0] || s == "" {
			t.Fatalf("successors %q and %q", successors[0], s)
		}
	}
	w.do("POST", "/session-refreshes", "", nil, map[string]string{"Cookie": successors[0]}).want(201)
}

func TestSignOut(t *testing.T) {
	w := newWorld(t)
	here := w.signIn("lead", apitest.Password).want(201)
	there := w.signIn("lead", apitest.Password).want(201)
	w.do("DELETE", "/sessions/current", "", nil, here.cookies(), map[string]string{"Origin": "https://evil.example"}).want(403)
	w.do("DELETE", "/sessions/current", "", nil, here.cookies()).want(204)
	w.do("POST", "/session-refreshes", "", nil, here.cookies()).want(401)
	there = w.do("POST", "/session-refreshes", "", nil, there.cookies()).want(201)
	token, _ := there.field("accessToken").(string)
	w.send(apitest.Request{Method: "DELETE", Path: "/sessions", Token: token}).want(204)
	w.withToken(token).want(401)
	w.do("POST", "/session-refreshes", "", nil, there.cookies()).want(401)
	w.signIn("lead", apitest.Password).want(201)
}

// TestGuessing counts how many passwords can be tried, wherever they come from,
// and lets the person in who signed in from this browser before.
func TestGuessing(t *testing.T) {
	w := newWorld(t)
	known := w.signIn("lead", apitest.Password).want(201).cookies()
	tried := func(during time.Duration) (n int) {
		for end := w.Clock.Now().Add(during); w.Clock.Now().Before(end); w.Clock.Move(time.Second) {
			spoofed := map[string]string{"X-Forwarded-For": string(research.NewID())}
			if w.signIn("lead", "fout", spoofed).response.StatusCode == 401 {
				n++
			}
		}
		return n
	}
	if n := tried(time.Minute); n > 10 {
		t.Errorf("%d guesses in the first minute", n)
	}
	if n := tried(30 * time.Minute); n > 6 {
		t.Errorf("%d guesses in the half hour after it", n)
	}
	for w.signIn("lead", "fout").response.StatusCode != 429 {
		w.Clock.Move(time.Millisecond)
	}
	throttled := w.signIn("lead", apitest.Password).want(429)
	if throttled.response.Header.Get("Retry-After") == "" {
		t.Error("it does not say how long to wait")
	}
	w.signIn("lead", apitest.Password, known).want(201)
}

// from is a header that says, by a proxy that is believed, where a call comes from.
func from(address string) map[string]string { return map[string]string{"X-Forwarded-For": address} }

func behindProxy(o *options) {
	o.Proxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
}

// TestGuessingElsewhere guesses from one network all day, as fast as it may: it
// gets few guesses, and the owner is let in from another network at any time.
func TestGuessingElsewhere(t *testing.T) {
	w := newWorld(t, behindProxy)
	guesses := 0
	for minute := range 24 * 60 {
		if w.signIn("lead", "fout", from("198.51.100.7")).response.StatusCode == 401 {
			guesses++
		}
		if minute%360 == 0 {
			w.signIn("lead", apitest.Password, from("203.0.113.5")).want(201)
		}
		w.Clock.Move(time.Minute)
	}
	if guesses > 110 {
		t.Errorf("%d guesses in a day", guesses)
	}
	w.signIn("lead", apitest.Password, from("203.0.113.5")).want(201)
}

// TestGuessingEverywhere guesses each second from another network: together
// they are slowed down, and the owner waits half a minute at most.
func TestGuessingEverywhere(t *testing.T) {
	w := newWorld(t, behindProxy)
	guesses := 0
	for second := range 1800 {
		address := netip.AddrFrom4([4]byte{10, byte(second / 250), byte(second % 250), 7}).String()
		if w.signIn("lead", "fout", from(address)).response.StatusCode == 401 {
			guesses++
		}
		w.Clock.Move(time.Second)
	}
	if guesses < 50 || guesses > 50+1800/30+5 {
		t.Errorf("%d guesses in half an hour", guesses)
	}
	owner := from("203.0.113.5")
	for range 10 {
		if got := w.signIn("lead", apitest.Password, owner); got.response.StatusCode == 201 {
			return
		}
		w.Clock.Move(3 * time.Second)
	}
	w.signIn("lead", apitest.Password, owner).want(201)
}

// TestLinksReachTheirOwner asks for links for another all day: few go out, and
// one who asks from elsewhere is sent one at most five minutes after the last.
func TestLinksReachTheirOwner(t *testing.T) {
	w := newWorld(t)
	ask := func(address string) int {
		_, found, err := w.Auth.AskPassword(t.Context(), study.By{}, "lead@example.org", auth.Browser{Address: address})
		if err != nil && research.FaultOf(err) != research.Throttled {
			t.Fatal(err)
		}
		return map[bool]int{true: 1}[found]
	}
	sent := 0
	for range 24 * 60 {
		sent += ask("198.51.100.7")
		w.Clock.Move(time.Minute)
	}
	if sent < 3 || sent > 110 {
		t.Errorf("%d links in a day for one who asks", sent)
	}
	for ask("198.51.100.7") == 0 {
		w.Clock.Move(time.Minute)
	}
	w.Clock.Move(5 * time.Minute)
	if ask("203.0.113.5") != 1 {
		t.Error("the owner is sent none")
	}
}

// TestAddressesOfProxies believes X-Forwarded-For of a named proxy only.
func TestAddressesOfProxies(t *testing.T) {
	w := newWorld(t, func(o *options) { o.Proxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} })
	guess := func(address string) int {
		return w.signIn(string(research.NewID()), "fout", map[string]string{"X-Forwarded-For": address}).response.StatusCode
	}
	for range 30 {
		guess("198.51.100.7")
	}
	if guess("198.51.100.7") != 429 || guess("198.51.100.8") != 401 {
		t.Error("people behind the proxy are not told apart")
	}
}

func TestManyGuessesAtOnceAreCounted(t *testing.T) {
	w := newWorld(t)
	var mu sync.Mutex
	tried := 0
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if w.signIn("lead", "fout").response.StatusCode == 401 {
				mu.Lock()
				tried++
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if tried > 5 {
		t.Errorf("%d guesses at once", tried)
	}
}

func TestInvitation(t *testing.T) {
	post := &apitest.Post{}
	w := newWorld(t, func(o *options) { o.Mail, o.URL = post, mustURL("http://127.0.0.1:8080") })
	path := w.fill("/organisations/{organisation}/invitations")
	invited := w.do("POST", path, "admin", object{"email": "Marit@example.org", "name": "Marit Slot"}).want(201)
	if invited.field("link") != nil {
		t.Error("the link is shown although it was mailed")
	}
	token := linkToken(t, post.Sent()[0].Text)
	accept := object{"token": token, "name": "Marit", "password": "password1"}
	if faults := w.do("POST", "/invitation-acceptances", "", accept).want(400).faults(); faults["/password"] == "" {
		t.Error("a password that everybody guesses is taken")
	}
	accept["password"] = "fiets boven kaas regen"
	in := w.do("POST", "/invitation-acceptances", "", accept).want(201)
	me := w.withToken(in.field("accessToken")).want(200)
	if me.field("name") != "Marit" || me.field("admin") != false {
		t.Errorf("%s", me.text)
	}
	w.do("POST", "/invitation-acceptances", "", accept).want(410)
	w.do("POST", path, "admin", object{"email": "marit@example.org", "name": "Nog een"}).want(409)
	w.do("POST", path, "admin", object{"email": "bram@example.org", "name": "Bram"}).want(201)
	w.Clock.Move(73 * time.Hour)
	accept["token"] = linkToken(t, post.Sent()[1].Text)
	w.do("POST", "/invitation-acceptances", "", accept).want(410)
	accept["token"] = strings.Repeat("a", 43)
	w.do("POST", "/invitation-acceptances", "", accept).want(404)
}

func TestInvitationWithoutMailShowsTheLink(t *testing.T) {
	w := newWorld(t)
	path := w.fill("/organisations/{organisation}/invitations")
	link, _ := w.do("POST", path, "admin", object{"email": "marit@example.org", "name": "Marit"}).want(201).field("link").(string)
	if !strings.Contains(link, "#") || strings.Contains(link, "?") {
		t.Errorf("the token is not in the fragment of %s", link)
	}
}

func TestNewPassword(t *testing.T) {
	post := &apitest.Post{}
	w := newWorld(t, func(o *options) { o.Mail = post })
	before := w.signIn("lead", apitest.Password).want(201)
	w.do("POST", "/password-resets", "", object{"email": "niemand@example.org"}).want(202)
	w.do("POST", "/password-resets", "", object{"email": "lead@example.org"}).want(202)
	token := linkToken(t, post.Wait(t.Context())[0].Text)
	change := object{"token": token, "password": "trein zonder wolken vandaag"}
	w.do("POST", "/password-changes", "", change).want(204)
	w.do("POST", "/password-changes", "", change).want(404)
	w.withToken(before.field("accessToken")).want(401)
	w.signIn("lead", apitest.Password).want(401)
	w.signIn("lead", "trein zonder wolken vandaag").want(201)
}

// Others guess at the account and ask for links: whoever has the mailbox still
// gets in, and those who ask hear nothing of it.
func TestNobodyIsLockedOut(t *testing.T) {
	post := &apitest.Post{}
	w := newWorld(t, func(o *options) { o.Mail = post })
	w.do("POST", "/password-resets", "", object{"email": "lead@example.org"}).want(202)
	token := linkToken(t, post.Wait(t.Context())[0].Text)
	for range 8 {
		w.do("POST", "/password-resets", "", object{"email": "lead@example.org"}).want(202)
	}
	for w.signIn("lead", "fout").response.StatusCode != 429 {
		w.Clock.Move(time.Millisecond)
	}
	changed := w.do("POST", "/password-changes", "", object{"token": token, "password": "trein zonder wolken vandaag"}).want(204)
	w.signIn("lead", "trein zonder wolken vandaag").want(429)
	w.signIn("lead", "trein zonder wolken vandaag", changed.cookies()).want(201)
}

func linkToken(t *testing.T, text string) string {
	t.Helper()
	_, after, found := strings.Cut(text, "#")
	if !found {
		t.Fatalf("no link in %s", text)
	}
	return strings.Fields(after)[0]
}

// TestRefusalsAreKept finds a refusal in the stream of the one who was refused.
func TestRefusalsAreKept(t *testing.T) {
	w := newWorld(t)
	w.do("GET", w.fill("/projects/{project}/devices"), "researcher", nil).want(403)
	stream := research.AccountStream(w.Accounts["researcher"])
	events, err := w.Store.Events(t.Context(), w.Study.System, stream, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	last := events[len(events)-1]
	if last.Verb != "access.refuse" || last.Facts["operation"] != "listDevices" || last.Facts["project"] != string(w.Project) {
		t.Errorf("%+v", last)
	}
}

// Whoever tries another's project is seen there too.
func TestTryingAnothersProjectIsKept(t *testing.T) {
	w := newWorld(t)
	w.do("GET", w.fill("/projects/{project}/devices"), "outsider", nil).want(404)
	last := w.events(research.AccountStream(w.Accounts["outsider"]))
	if e := last[len(last)-1]; e.Verb != "access.refuse" || e.Facts["operation"] != "listDevices" || e.Facts["project"] != string(w.Project) {
		t.Errorf("%+v", e)
	}
}

// A wrong password writes one event whether or not somebody has the address, and
// so does asking for a link: neither the time nor the trace tells who has one.
func TestUnknownAddressesCostTheSame(t *testing.T) {
	w := newWorld(t)
	written := func(ask func(email string)) (known, unknown int) {
		streams := []research.Stream{research.Directory, research.AccountStream(w.Accounts["lead"])}
		count := func() (n int) {
			for _, stream := range streams {
				n += len(w.events(stream))
			}
			return n
		}
		before := count()
		ask("lead@example.org")
		between := count()
		ask("niemand@example.org")
		return between - before, count() - between
	}
	for what, ask := range map[string]func(string){
		"signing in": func(email string) {
			w.do("POST", "/sessions", "", object{"email": email, "password": "helemaal fout"}).want(401)
		},
		"asking for a link": func(email string) {
			w.do("POST", "/password-resets", "", object{"email": email}).want(202)
		},
	} {
		if known, unknown := written(ask); known != 1 || unknown != 1 {
			t.Errorf("%s writes %d events for a known address, %d for an unknown one", what, known, unknown)
		}
	}
	for _, e := range w.events(research.Directory) {
		if e.Facts["account"] == "unknown" && (len(e.Facts) != 1 || len(e.Put) > 0) {
			t.Errorf("more is kept than that it happened: %+v", e)
		}
	}
}

func (w *world) events(stream research.Stream) []research.Event {
	w.t.Helper()
	events, err := w.Store.Events(w.t.Context(), w.Study.System, stream, 0, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	return events
}

// TestReadsOfIdentifyingTextAreKept reads what may say who somebody is, as
// every route in the table does that is marked so.
func TestReadsOfIdentifyingTextAreKept(t *testing.T) {
	w := newWorld(t)
	caller := "researcher"
	for _, route := range api.RouteLines() {
		if !route.Identifying || !slices.Contains(route.Roles, research.Researcher) {
			continue
		}
		request := examples[route.Operation](w)
		request.Method, request.Token = route.Method, w.token(caller)
		w.send(request)
		events, err := w.Store.Events(t.Context(), w.Study.System, research.AccountStream(w.Accounts[caller]), 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(events, func(e research.Event) bool {
			return e.Verb == "access.read" && e.Facts["operation"] == route.Operation
		}) {
			t.Errorf("nobody can see who called %s", route.Operation)
		}
	}
}

// TestLogsHoldNoPeople signs in, fails and asks, and looks for people in the log.
func TestLogsHoldNoPeople(t *testing.T) {
	w := newWorld(t)
	w.signIn("lead", apitest.Password).want(201)
	w.signIn("lead", "geheim-woord").want(401)
	w.do("GET", "/account", "lead", nil).want(200)
	for _, canary := range []string{"lead@", "Iemand", "geheim-woord", "192.0.2.1", "Bearer"} {
		if strings.Contains(w.Logs.String(), canary) {
			t.Errorf("the log holds %q", canary)
		}
	}
	if !strings.Contains(w.Logs.String(), `"operation":"signIn"`) {
		t.Errorf("nothing was logged: %s", w.Logs.String())
	}
}
