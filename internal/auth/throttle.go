package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/netip"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

const throttleCell research.CellKind = "throttle"

// How waiting grows: the first attempts are free, then one second, doubled
// each time, at most what the bucket says; a day without attempts forgets all.
// From one network that is fewer than 110 guesses at an account in the first
// day and 96 in each one after; from all networks together 50 and then one each
// 30 seconds, so that no network makes another wait longer than that.
const (
	longestWait  = 15 * time.Minute
	longestShare = 30 * time.Second
	longestMail  = 5 * time.Minute
	forgetAfter  = 24 * time.Hour
)

// bucket is what attempts are counted by.
type bucket struct {
	name    string
	free    int
	longest time.Duration
}

// attempts is what a bucket remembers.
type attempts struct {
	Count int       `json:"count"`
	Last  time.Time `json:"last"`
	Next  time.Time `json:"next"`
}

// The buckets of signing in. A browser that signed in before has its own; each
// network has its own for an account; and one counts what all networks together
// try at that account. So whoever guesses makes others wait seconds, not long.
func (a *Auth) nearBucket(email, address string) bucket {
	return bucket{"near/" + a.hash(research.FoldEmail(email)+"/"+network(address, 24, 48)), 4, longestWait}
}
func (a *Auth) accountBucket(email string) bucket {
	return bucket{"account/" + a.hash(research.FoldEmail(email)), 50, longestShare}
}
func (a *Auth) knownBucket(id string) bucket { return bucket{"known/" + a.hash(id), 4, longestWait} }

// The buckets of links for a new password: each network's own for an account,
// and one for the account. While the last holds a link back, one went out less
// than five minutes ago, and it works for hours.
func (a *Auth) resetBuckets(email, address string) []bucket {
	who := research.FoldEmail(email)
	return []bucket{
		{"reset-near/" + a.hash(who+"/"+network(address, 24, 48)), 3, longestWait},
		{"reset-for/" + a.hash(who), 10, longestMail},
	}
}

// addressBucket counts by address; of IPv6 the network that one customer has.
func (a *Auth) addressBucket(purpose, address string) bucket {
	return bucket{purpose + "/" + a.hash(network(address, 32, 64)), 20, longestWait}
}

// network is the network of an address by so many bits, of IPv4 and of IPv6.
func network(address string, bits4, bits6 int) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	bits := bits6
	if ip.Is4() {
		bits = bits4
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return address
	}
	return prefix.String()
}

func (a *Auth) hash(text string) string {
	mac := hmac.New(sha256.New, a.known)
	mac.Write([]byte("bucket/" + text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

func (b bucket) wait(count int) time.Duration {
	over := count - b.free
	switch {
	case over < 0:
		return 0
	case over >= 10:
		return b.longest
	default:
		return min(time.Second<<over, b.longest)
	}
}

// attempt counts an attempt in each bucket before it is made, so that many at
// once are not one. One that a later bucket refuses was not made, and does not
// count in those before it. Faults: Throttled with how long to wait.
func (a *Auth) attempt(ctx context.Context, buckets ...bucket) error {
	for i, b := range buckets {
		err := a.count(ctx, b)
		if err == nil {
			continue
		}
		for _, counted := range buckets[:i] {
			if err := a.forgive(ctx, counted); err != nil {
				return err
			}
		}
		return err
	}
	return nil
}

func (a *Auth) count(ctx context.Context, b bucket) error {
	return a.change(ctx, b, func(t *attempts, now time.Time) error {
		if now.Before(t.Next) {
			wait := int(t.Next.Sub(now)/time.Second) + 1
			return &research.Error{Fault: research.Throttled, RetryAfter: wait,
				Detail: "Dit is te vaak geprobeerd. Wacht even en probeer het dan opnieuw."}
		}
		t.Next, t.Last = now.Add(b.wait(t.Count)), now
		t.Count++
		return nil
	})
}

// succeed forgets the attempts of a bucket.
func (a *Auth) succeed(ctx context.Context, b bucket) error {
	return a.change(ctx, b, func(t *attempts, _ time.Time) error { *t = attempts{}; return nil })
}

// forgive takes back one attempt, for buckets that several people share.
func (a *Auth) forgive(ctx context.Context, b bucket) error {
	return a.change(ctx, b, func(t *attempts, now time.Time) error {
		t.Count, t.Next = max(t.Count-1, 0), now
		return nil
	})
}

func (a *Auth) change(ctx context.Context, b bucket, change func(*attempts, time.Time) error) error {
	for {
		cell, err := a.study.Store.Cell(ctx, throttleCell, b.name)
		if err != nil {
			return err
		}
		var t attempts
		if len(cell.Body) > 0 {
			if err := json.Unmarshal(cell.Body, &t); err != nil {
				return err
			}
		}
		now := a.study.Now().UTC()
		if now.Sub(t.Last) > forgetAfter {
			t = attempts{}
		}
		if err := change(&t, now); err != nil {
			return err
		}
		if cell.Body, err = json.Marshal(t); err != nil {
			return err
		}
		cell.Kind, cell.Name, cell.Due = throttleCell, b.name, now.Add(forgetAfter).Format(time.RFC3339)
		if _, err = a.study.Store.Swap(ctx, cell); research.FaultOf(err) != research.Stale {
			return err
		}
	}
}

// knownBrowser is the proof that a browser signed in to an account before.
func (a *Auth) knownBrowser(account research.ID, id string) string {
	head := string(account) + "." + id
	mac := hmac.New(sha256.New, a.known)
	mac.Write([]byte("known/" + head))
	return head + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// knows is the id of a browser that has the proof for this account.
func (a *Auth) knows(account research.ID, proof string) (id string, ok bool) {
	parts := strings.Split(proof, ".")
	if len(parts) != 3 || parts[0] != string(account) {
		return "", false
	}
	return parts[1], hmac.Equal([]byte(proof), []byte(a.knownBrowser(account, parts[1])))
}
