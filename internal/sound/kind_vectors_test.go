package sound

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "make testdata/kinds.json anew")

// vector is the beginning of a file and what it is; the phone reads the same ones
// (frontend/tests/core/sound-kind.test.ts). MIME is "" for what is no sound.
type vector struct {
	Name string `json:"name"`
	MIME string `json:"mime"`
	Head string `json:"head"` // base64
}

const vectorsFile = "testdata/kinds.json"

// vectorHead is how many bytes of each beginning are kept.
const vectorHead = 2200

func TestKindIsThatOfThePhone(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	text, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors); err != nil || len(vectors) < 30 {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	for _, v := range vectors {
		head, err := base64.StdEncoding.DecodeString(v.Head)
		if err != nil {
			t.Fatal(err)
		}
		if mime, sound := New("").Kind(head); mime != v.MIME || sound != (v.MIME != "") {
			t.Errorf("%s: %q %v, want %q", v.Name, mime, sound, v.MIME)
		}
	}
}

// writeVectors has ffmpeg make a sound of every sort, and adds what is none.
func writeVectors(t *testing.T) {
	var vectors []vector
	add := func(name string, head []byte) {
		head = head[:min(len(head), vectorHead)]
		mime, _ := New("").Kind(head)
		vectors = append(vectors, vector{name, mime, base64.StdEncoding.EncodeToString(head)})
	}
	for _, how := range []string{
		likeAndroid, likeIPhone, "-c:a libvorbis -f webm", "-c:a libopus -f ogg", "-c:a libvorbis -f ogg", "-c:a flac -f flac",
		"-c:a flac -f ogg", "-f wav", "-f aiff", "-f caf -c:a pcm_s16be", "-c:a aac -f adts", "-c:a aac -f matroska", "-f mp3",
		"-f mp3 -id3v2_version 0", "-f mp3 -id3v2_version 0 -ar 22050", "-f mp3 -id3v2_version 0 -ar 8000", "-c:a mp2 -f mp2",
		"-c:a aac -f 3gp -movflags frag_keyframe+empty_moov", "-c:a aac -f ipod -movflags frag_keyframe+empty_moov",
	} {
		add(how, makeSound(t, 2, how))
	}
	for _, how := range []string{
		"-c:v libvpx -c:a libopus -f webm", "-c:a aac -f mp4 -movflags frag_keyframe+empty_moov", "-c:v libtheora -c:a libvorbis -f ogg",
		"-c:v mpeg4 -c:a aac -f matroska",
	} {
		args := append(strings.Fields("-v error -f lavfi -i testsrc=d=1:s=64x64 -f lavfi -i sine=d=1"), strings.Fields(how)...)
		add("film "+how, output(t, "ffmpeg", nil, append(args, "-")...))
	}
	for name, text := range map[string]string{
		"nothing": "", "AMR": "#!AMR\n\x3c" + strings.Repeat("x", 31), "AMR-WB": "#!AMR-WB\n\x44", "a page": "<!DOCTYPE html>", "words": "klank klank klank",
		"a picture": "\x89PNG\r\n\x1a\n", "a document": "%PDF-1.7", "an archive": "PK\x03\x04", "a photo": "\xff\xd8\xff\xe0\x00\x10JFIF",
		"a photo of a phone": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "WebM without a kind": "\x1a\x45\xdf\xa3",
		"two bytes like MPEG": "\xff\xfb" + strings.Repeat("<", 400), "UTF-16": "\xff\xfe<\x00h\x00t\x00m\x00l\x00",
		"an MP4 of nothing yet": "\x00\x00\x00\x14ftypM4A \x00\x00\x00\x00", "an MP4 cut off": "\x00\x00\x00\x14ftypM4",
		"an element of unknown size": "\x1a\x45\xdf\xa3\x84\x42\x82\xff\xffwebm", "layer 2 of MPEG 1": string(bytes.Repeat(append([]byte{0xff, 0xfd, 0x14, 0}, make([]byte, 92)...), 5)),
	} {
		add(name, []byte(text))
	}
	slices.SortFunc(vectors, func(a, b vector) int { return strings.Compare(a.Name, b.Name) })
	text, err := json.MarshalIndent(vectors, "", " ")
	if err == nil {
		err = os.WriteFile(vectorsFile, append(text, '\n'), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
