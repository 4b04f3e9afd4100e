package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
)

// wire is one client: a kept connection to the server over which requests go
// that were written out beforehand, so that the machine's time is the server's.
// It is not safe for use by several goroutines.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
}

// request is a request as it goes over the wire, without its body.
type request struct {
	head []byte
	body []byte
}

// prepare writes out a request below /v1. body may be nil; one that is not
// bytes yet is written as JSON.
func (p *place) prepare(token, method, path string, body any) (request, error) {
	text, raw := body.([]byte)
	if !raw && body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return request{}, err
		}
	}
	header := http.Header{"Authorization": {"Bearer " + token}}
	if body != nil {
		header.Set("Content-Type", "application/json")
	}
	return p.request(method, path, header, text, len(text))
}

// request writes out the head of a request with a body of length bytes.
func (p *place) request(method, path string, header http.Header, body []byte, length int) (request, error) {
	at, err := url.Parse(p.url)
	if err != nil {
		return request{}, err
	}
	var head bytes.Buffer
	fmt.Fprintf(&head, "%s %s%s HTTP/1.1\r\nHost: %s\r\nContent-Length: %s\r\n", method, at.Path, path, at.Host, strconv.Itoa(length))
	if err := header.Write(&head); err != nil {
		return request{}, err
	}
	head.WriteString("\r\n")
	return request{head.Bytes(), body}, nil
}

// dial opens n connections.
func (p *place) dial(ctx context.Context, n int) ([]*wire, error) {
	at, err := url.Parse(p.url)
	if err != nil {
		return nil, err
	}
	wires := make([]*wire, n)
	for i := range wires {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", at.Host)
		if err != nil {
			return nil, err
		}
		wires[i] = &wire{conn, bufio.NewReader(conn)}
		p.wires = append(p.wires, wires[i])
	}
	return wires, nil
}

// do sends a prepared request and drops the answer's body. A status of 300 or
// more is an error.
func (w *wire) do(r request) (http.Header, error) {
	all := net.Buffers{r.head, r.body}
	if _, err := all.WriteTo(w.conn); err != nil {
		return nil, err
	}
	return w.answer(io.Discard)
}

// ask is do that reads the answer's body as JSON.
func (w *wire) ask(r request, into any) error {
	all := net.Buffers{r.head, r.body}
	if _, err := all.WriteTo(w.conn); err != nil {
		return err
	}
	var text bytes.Buffer
	if _, err := w.answer(&text); err != nil {
		return err
	}
	return json.Unmarshal(text.Bytes(), into)
}

// send sends a head, and as body a stretch of a file, which goes from the
// system's own memory to the connection.
func (w *wire) send(r request, file *os.File, from, length int64) (http.Header, error) {
	if _, err := w.conn.Write(r.head); err != nil {
		return nil, err
	}
	if _, err := file.Seek(from, io.SeekStart); err != nil {
		return nil, err
	}
	if _, err := io.CopyN(w.conn, file, length); err != nil {
		return nil, err
	}
	return w.answer(io.Discard)
}

// answer reads an answer, its body into the writer.
func (w *wire) answer(body io.Writer) (http.Header, error) {
	response, err := http.ReadResponse(w.in, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode >= 300 {
		answer, _ := io.ReadAll(response.Body) // what there is of it says what is wrong
		return nil, fmt.Errorf("%d %s", response.StatusCode, answer)
	}
	_, err = io.Copy(body, response.Body)
	return response.Header, err
}
