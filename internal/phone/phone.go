// Package phone is what a paired phone does, in Go: it makes its keys, pairs,
// seals interviews and delivers them by the API. The demonstration, the load
// runs and the tests hold interviews with it; the phones of people run the same
// steps in frontend/src/core.
package phone

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Client sends requests; *http.Client is one.
type Client interface {
	Do(*http.Request) (*http.Response, error)
}

// Phone is a paired phone. It is not safe for use by several goroutines.
type Phone struct {
	client  Client
	base    string // up to /v1, without a slash at the end
	Device  research.ID
	Project research.ID
	signing *ecdsa.PrivateKey
	token   string
	keys    DeliveryKeys
}

// DeliveryKeys are the public keys for which a phone wraps data keys.
type DeliveryKeys struct{ Project, Vault DeliveryKey }

// DeliveryKey is the public half of a pair.
type DeliveryKey struct {
	Key    research.KeyRef
	Public research.Base64
}

// Field is what a phone knows of its project, as far as delivering needs it.
type Field struct {
	References   []string
	DeliveryKeys DeliveryKeys
	Guides       []research.GuideVersion
}

// Problem is an answer that is not what was asked for.
type Problem struct {
	Status int
	Detail string
	Erased string // the server's signed word that the interview was erased
}

// Error says which answer came.
func (p *Problem) Error() string { return fmt.Sprintf("%d: %s", p.Status, p.Detail) }

// Pair makes keys and pairs with a code. base is the address of the API,
// "https://host/v1".
func Pair(ctx context.Context, client Client, base, code, label string) (*Phone, error) {
	p := &Phone{client: client, base: base}
	var points [2]research.Base64
	for i := range points {
		private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		public, err := private.ECDH()
		if err != nil {
			return nil, err
		}
		if i == 0 {
			p.signing = private
		}
		points[i] = public.PublicKey().Bytes()
	}
	paired := struct{ Device, Project research.ID }{}
	err := p.exchange(ctx, http.MethodPost, "/devices", map[string]any{
		"code": code, "label": label, "signingKey": points[0], "agreementKey": points[1],
	}, &paired)
	p.Device, p.Project = paired.Device, paired.Project
	return p, err
}

// Known is a phone that was paired before, by the key that it signs with.
func Known(client Client, base string, project, device research.ID, signing *ecdsa.PrivateKey) *Phone {
	return &Phone{client: client, base: base, Project: project, Device: device, signing: signing}
}

// Admit gets a new token: a challenge, signed.
func (p *Phone) Admit(ctx context.Context) error {
	p.token = ""
	var asked struct{ Challenge string }
	if err := p.exchange(ctx, http.MethodPost, "/device-challenges", map[string]any{"device": p.Device}, &asked); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte("wijkstem/device/v1/" + asked.Challenge))
	r, s, err := ecdsa.Sign(rand.Reader, p.signing, sum[:])
	if err != nil {
		return err
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	var admitted struct{ AccessToken string }
	err = p.exchange(ctx, http.MethodPost, "/device-tokens", map[string]any{
		"device": p.Device, "challenge": asked.Challenge, "signature": research.Base64(signature),
	}, &admitted)
	p.token = admitted.AccessToken
	return err
}

// Token is the token that it last got, "" before it asked for anything.
func (p *Phone) Token() string { return p.token }

// Field reads what the phone needs, and remembers for whom to wrap keys.
func (p *Phone) Field(ctx context.Context) (Field, error) {
	var field Field
	err := p.Do(ctx, http.MethodGet, "/field", nil, &field)
	if err == nil {
		p.keys = field.DeliveryKeys
	}
	return field, err
}

// References has references reserved for this phone.
func (p *Phone) References(ctx context.Context, count int) ([]string, error) {
	var block struct{ References []string }
	err := p.Do(ctx, http.MethodPost, "/reference-blocks", map[string]any{"count": count}, &block)
	return block.References, err
}

// Do asks the API something below the phone's project, with a fresh token when
// it has none, or none that still works.
func (p *Phone) Do(ctx context.Context, method, path string, body, answer any) error {
	path = "/projects/" + string(p.Project) + path
	if p.token != "" {
		err := p.exchange(ctx, method, path, body, answer)
		if problem, ok := err.(*Problem); !ok || problem.Status != http.StatusUnauthorized { //nolint:errorlint // ours, unwrapped
			return err
		}
	}
	if err := p.Admit(ctx); err != nil {
		return err
	}
	return p.exchange(ctx, method, path, body, answer)
}

// exchange sends JSON and reads JSON.
func (p *Phone) exchange(ctx context.Context, method, path string, body, answer any) error {
	var sent io.Reader
	header := http.Header{}
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
		header.Set("Content-Type", "application/json")
	}
	_, text, err := p.send(ctx, method, path, header, sent)
	if err != nil || answer == nil {
		return err
	}
	return json.Unmarshal(text, answer)
}

// send sends one request. An answer of 400 and above is a *Problem.
func (p *Phone) send(ctx context.Context, method, path string, header http.Header, body io.Reader) (http.Header, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, p.base+path, body)
	if err != nil {
		return nil, nil, err
	}
	request.Header = header
	if p.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.token)
	}
	response, err := p.client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, nil, err
	}
	if response.StatusCode >= http.StatusBadRequest {
		problem := &Problem{}
		_ = json.Unmarshal(text, problem) // a proxy may answer with something else
		problem.Status = response.StatusCode
		return nil, nil, problem
	}
	return response.Header, text, nil
}
