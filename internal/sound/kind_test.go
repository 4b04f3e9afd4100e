package sound

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

func TestKindIsWhatItIs(t *testing.T) {
	for how, want := range map[string]string{
		likeAndroid:                         "audio/webm; codecs=opus",
		likeIPhone:                          "audio/mp4",
		"-c:a libvorbis -f webm":            "audio/webm; codecs=vorbis",
		"-c:a libopus -f ogg":               "audio/ogg; codecs=opus",
		"-c:a libvorbis -f ogg":             "audio/ogg; codecs=vorbis",
		"-c:a flac -f flac":                 "audio/flac",
		"-f wav":                            "audio/wav",
		"-f aiff":                           "audio/aiff",
		"-f caf -c:a pcm_s16be":             "audio/x-caf",
		"-c:a aac -f adts":                  "audio/aac",
		"-c:a aac -f matroska":              "audio/matroska",
		"-f mp3":                            "audio/mpeg",
		"-f mp3 -id3v2_version 0":           "audio/mpeg",
		"-f mp3 -id3v2_version 0 -ar 22050": "audio/mpeg",
		"-f mp3 -id3v2_version 0 -ar 8000":  "audio/mpeg",
		"-c:a mp2 -f mp2":                   "audio/mpeg",
	} {
		made := makeSound(t, 2, how)
		for _, size := range []int{len(made), 4 << 10} {
			if mime, sound := New("").Kind(made[:min(size, len(made))]); mime != want || !sound {
				t.Errorf("%s, %d bytes: %q %v, want %q", how, size, mime, sound, want)
			}
		}
	}
	if mime, sound := New("").Kind([]byte("#!AMR-WB\n\x44")); mime != "audio/amr" || !sound {
		t.Errorf("AMR: %q %v", mime, sound)
	}
}

func TestNoSoundIsNoSound(t *testing.T) {
	video := func(args string) string {
		all := append(strings.Fields("-v error -f lavfi -i testsrc=d=1:s=64x64 -f lavfi -i sine=d=1"), strings.Fields(args)...)
		return string(output(t, "ffmpeg", nil, append(all, "-")...))
	}
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 4096)
	random := rand.New(rand.NewPCG(1, 2))
	for name, text := range map[string]string{
		"nothing": "", "a page": "<!DOCTYPE html><script>alert(1)</script>", "words": "klank klank klank",
		"a picture": "\x89PNG\r\n\x1a\n", "a document": "%PDF-1.7", "an archive": "PK\x03\x04", "a photo": "\xff\xd8\xff\xe0\x00\x10JFIF",
		"a program": string(self[:4096]), "a photo of a phone": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "WebM without a kind": "\x1a\x45\xdf\xa3",
		"two bytes like MPEG": "\xff\xfb" + strings.Repeat("<", 4000), "UTF-16": "\xff\xfe<\x00h\x00t\x00m\x00l\x00",
		"film in WebM":   video("-c:v libvpx -c:a libopus -f webm"),
		"film in MP4":    video("-c:a aac -f mp4 -movflags frag_keyframe+empty_moov"),
		"film in Theora": video("-c:v libtheora -c:a libvorbis -f ogg"),
	} {
		if mime, sound := New("").Kind([]byte(text)); sound {
			t.Errorf("%s is %s", name, mime)
		}
	}
	for range 20_000 {
		for i := range noise {
			noise[i] = byte(random.Uint32())
		}
		if mime, sound := New("").Kind(noise); sound {
			t.Errorf("noise %x is %s", noise[:8], mime)
		}
	}
}

func FuzzKind(f *testing.F) {
	f.Add(tone(f))
	f.Add(bytes.Repeat([]byte{0xff, 0xfb, 0x90, 0}, 300))
	f.Fuzz(func(t *testing.T, head []byte) {
		if mime, sound := New("").Kind(head); sound != strings.HasPrefix(mime, "audio/") {
			t.Fatalf("%q %v", mime, sound)
		}
	})
}
