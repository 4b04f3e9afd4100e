package guide

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Bundle is what a phone keeps to work offline: the guide as canonical JSON
// (keys sorted, no spaces: RFC 8785 for what a guide may hold) and the
// lower-case hex SHA-256 of those bytes. The guide's state is not part of it.
func Bundle(g research.Guide) (body []byte, hash string) {
	g.State = ""
	body = canonical(g)
	sum := sha256.Sum256(body)
	return body, hex.EncodeToString(sum[:])
}

// canonical writes the value with sorted keys. Guides hold strings, booleans
// and small whole numbers only, which always encode.
func canonical(value any) []byte {
	var sorted any
	decoder := json.NewDecoder(bytes.NewReader(encode(value)))
	decoder.UseNumber()
	if err := decoder.Decode(&sorted); err != nil {
		panic(fmt.Sprintf("guide: own JSON does not decode: %v", err))
	}
	return bytes.TrimSuffix(encode(sorted), []byte("\n"))
}

func encode(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(fmt.Sprintf("guide: does not encode: %v", err))
	}
	return out.Bytes()
}
