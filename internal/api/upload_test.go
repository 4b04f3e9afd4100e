package api_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

func uploadHeader(interview research.ID, part, length int) map[string]string {
	coded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	header := map[string]string{
		"Tus-Resumable": "1.0.0", "Upload-Metadata": "interview " + coded(string(interview)) + ",part " + coded(strconv.Itoa(part)),
	}
	if length < 0 {
		header["Upload-Defer-Length"] = "1"
	} else {
		header["Upload-Length"] = strconv.Itoa(length)
	}
	return header
}

// begin begins an upload of the world's phone and gives its path.
func (w *world) begin(interview research.ID, part, length int) string {
	w.t.Helper()
	begun := w.send(apitest.Request{
		Method: "POST", Path: w.fill("/projects/{project}/uploads"), Token: w.token("device"), Header: uploadHeader(interview, part, length),
	}).want(201)
	return strings.TrimPrefix(begun.response.Header.Get("Location"), "/v1")
}

// patch sends bytes of an upload.
func (f *field) patch(path string, offset int, body []byte, header map[string]string) *answer {
	f.t.Helper()
	all := map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": strconv.Itoa(offset)}
	maps.Copy(all, header)
	return f.send(apitest.Request{Method: "PATCH", Path: path, Token: f.token("device"), Body: body, Kind: "application/offset+octet-stream", Header: all})
}

// where is how far the server says that an upload is.
func (f *field) where(path string) string {
	f.t.Helper()
	return f.tus("HEAD", path).want(200).response.Header.Get("Upload-Offset")
}

func (f *field) tus(method, path string) *answer {
	f.t.Helper()
	return f.send(apitest.Request{Method: method, Path: path, Token: f.token("device"), Header: map[string]string{"Tus-Resumable": "1.0.0"}})
}

func checksum(algorithm string, sum []byte) map[string]string {
	return map[string]string{"Upload-Checksum": algorithm + " " + base64.StdEncoding.EncodeToString(sum)}
}

func TestUploadsGoOnWhereTheyStopped(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	id, whole := sealed.Delivery.Interview, sealed.Parts[2]
	path := f.begin(id, 2, len(whole)) // before the delivery itself
	f.patch(path, 0, whole[:1000], nil).want(204)
	if got := f.where(path); got != "1000" {
		t.Errorf("offset %s", got)
	}
	if again := f.begin(id, 2, len(whole)); again != path {
		t.Errorf("the same part begins twice: %s, %s", path, again)
	}
	f.patch(path, 0, whole[:1000], nil).want(409)
	f.patch(path, 1001, whole[1001:], nil).want(409)
	sum := sha256.Sum256(whole[1000:1500])
	f.patch(path, 1000, whole[1000:1500], checksum("sha256", sum[:])).want(204)
	f.patch(path, 1500, whole[1500:1600], checksum("sha256", sum[:])).want(460)
	f.patch(path, 1500, whole[1500:1600], checksum("md5", sum[:])).want(400)
	small := sha1.Sum(whole[1500:1600])
	f.patch(path, 1500, whole[1500:1600], checksum("sha1", small[:])).want(204)
	f.patch(path, 1600, append(slices.Clone(whole[1600:]), 0), nil).want(413)
	if got := f.where(path); got != "1600" {
		t.Errorf("offset %s after bytes that were refused", got)
	}
	f.patch(path, 1600, whole[1600:], nil).want(204)
	receipt, err := f.phone.Announce(t.Context(), sealed)
	if err != nil || receipt.State != "arrived" || sealed.Check(receipt) != nil {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
	f.tus("DELETE", path).want(409)
}

func TestTheLengthMayComeLater(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	if _, err := f.phone.Announce(t.Context(), sealed); err != nil {
		t.Fatal(err)
	}
	whole := sealed.Parts[2]
	path := f.begin(sealed.Delivery.Interview, 2, -1)
	f.patch(path, 0, whole[:100], nil).want(204)
	if got := f.tus("HEAD", path).want(200); got.response.Header.Get("Upload-Defer-Length") != "1" {
		t.Error("the length is known too early")
	}
	f.patch(path, 100, whole[100:], map[string]string{"Upload-Length": strconv.Itoa(len(whole))}).want(204)
	if receipt, err := f.phone.Receipt(t.Context(), sealed.Delivery.Interview); err != nil || sealed.Check(receipt) != nil {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
}

func TestAnAbortedUploadBeginsAnew(t *testing.T) {
	f := newField(t)
	id := research.NewID()
	path := f.begin(id, 3, 6)
	f.patch(path, 0, []byte("abc"), nil).want(204)
	f.tus("DELETE", path).want(204)
	f.tus("HEAD", path).want(404)
	f.patch(path, 3, []byte("def"), nil).want(404)
	path = f.begin(id, 3, 6)
	f.patch(path, 0, []byte("uvw"), nil).want(204)
	other, err := f.NewPhone(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Admit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := other.Do(t.Context(), "DELETE", strings.TrimPrefix(path, f.fill("/projects/{project}")), nil, nil); status(err) != 400 && status(err) != 404 {
		t.Errorf("another phone aborts: %v", err)
	}
	f.patch(path, 3, []byte("xyz"), nil).want(204)
}

// Somebody takes bytes off the disk that were received: the receipt says so from
// then on, and the phone that still has them brings them back.
func TestBytesThatAreGoneAreWaitedForAgain(t *testing.T) {
	for _, left := range []int64{0, 10} {
		f := newField(t)
		sealed := f.seal(f.talk(spoken))
		id := sealed.Delivery.Interview
		path := f.whole(sealed)
		f.deliver(sealed)
		sound := research.StoredPart{Project: f.Project, Part: research.Part{Interview: id, Number: 2}}
		scope := f.deviceScope()
		wantState := func(want research.PartState) {
			t.Helper()
			receipt, err := f.Study.Receipt(t.Context(), scope, f.Project, id)
			if err != nil || receipt.Parts[1].State != want || (receipt.State == "arrived") != (want == research.PartStored) {
				t.Fatalf("%d bytes left, want %s: receipt %+v, %v", left, want, receipt, err)
			}
		}
		wantState(research.PartStored)
		if err := f.Blobs.Cut(t.Context(), sound, left); err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			if err := f.Blobs.Delete(t.Context(), sound); err != nil {
				t.Fatal(err)
			}
		}
		wantState(research.PartWaiting)
		wantState(research.PartWaiting)
		if _, _, err := f.Study.Deliver(t.Context(), study.By{Scope: scope}, f.Project, sealed.Delivery); err != nil {
			t.Fatal(err)
		}
		wantState(research.PartWaiting)
		if again := f.begin(id, 2, len(sealed.Parts[2])); again != path {
			t.Error("it is another upload")
		}
		f.patch(path, int(left), sealed.Parts[2][left:], nil).want(http.StatusNoContent)
		wantState(research.PartStored)
		f.wantBytes(id, 2, sealed.Parts[2])
	}
}

func TestTusSaysWhatItCan(t *testing.T) {
	f := newField(t)
	path := f.fill("/projects/{project}/uploads")
	can := f.send(apitest.Request{Method: "OPTIONS", Path: path}).want(204).response.Header
	if can.Get("Tus-Version") != "1.0.0" || !strings.Contains(can.Get("Tus-Extension"), "creation-defer-length") || can.Get("Tus-Checksum-Algorithm") != "sha256,sha1" {
		t.Errorf("%v", can)
	}
	header := uploadHeader(research.NewID(), 1, 4)
	header["Tus-Resumable"] = "0.2.2"
	old := f.send(apitest.Request{Method: "POST", Path: path, Token: f.token("device"), Header: header}).want(412)
	if old.response.Header.Get("Tus-Version") != "1.0.0" {
		t.Error("the client is not told which version there is")
	}
	header = uploadHeader(research.NewID(), 0, 4)
	f.send(apitest.Request{Method: "POST", Path: path, Token: f.token("device"), Header: header}).want(400)
	header = uploadHeader(research.NewID(), 1, 4)
	delete(header, "Upload-Length")
	f.send(apitest.Request{Method: "POST", Path: path, Token: f.token("device"), Header: header}).want(400)
}

// TestSoundThatIsNotWhatItSays is kept and shown, and the receipt says what is
// on the disk.
func TestSoundThatIsNotWhatItSays(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	spoiled := slices.Clone(sealed.Parts[2])
	spoiled[50] ^= 1
	if _, err := f.phone.Announce(t.Context(), sealed); err != nil {
		t.Fatal(err)
	}
	id := sealed.Delivery.Interview
	if err := f.phone.Upload(t.Context(), id, 2, spoiled); err != nil {
		t.Fatal(err)
	}
	receipt, err := f.phone.Receipt(t.Context(), id)
	if err != nil || receipt.Parts[1].State != research.PartInvalid || receipt.Parts[1].SHA256 != research.HexSHA256(spoiled) {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
	if seen := f.read(id); seen.Sound != "invalid" || seen.Review != "invalid-part" {
		t.Errorf("seen %+v", seen)
	}
	f.deliver(sealed) // with the bytes that its delivery names
	if seen := f.read(id); seen.Sound != "present" || seen.Review != "" || seen.State != "arrived" {
		t.Errorf("seen %+v after the part came anew", seen)
	}
	f.wantBytes(id, 2, sealed.Parts[2])
}

// An upload that ends under a PATCH, by another request or since sound alone was
// erased, does not tell the phone that the whole interview is erased.
func TestAnUploadThatEndsIsNotAnErasedInterview(t *testing.T) {
	for _, ended := range []struct {
		state  research.UploadState
		status int
	}{{research.UploadAborted, 404}, {research.UploadErased, 409}} {
		f := newField(t)
		sealed := f.seal(f.talk(spoken))
		if _, err := f.phone.Announce(t.Context(), sealed); err != nil {
			t.Fatal(err)
		}
		whole := sealed.Parts[2]
		path := f.begin(sealed.Delivery.Interview, 2, len(whole))
		f.Study.Blobs = ending{f.Study.Blobs, func() { f.endUpload(path, ended.state) }}
		f.patch(path, 0, whole[:1000], nil).want(ended.status)
	}
}

// ending does something after each writing of bytes.
type ending struct {
	study.Blobs
	after func()
}

func (e ending) Write(ctx context.Context, part research.StoredPart, offset int64, r io.Reader, size int64) (int64, error) {
	n, err := e.Blobs.Write(ctx, part, offset, r, size)
	e.after()
	return n, err
}

// endUpload has an upload end as by another server.
func (f *field) endUpload(path string, state research.UploadState) {
	f.t.Helper()
	cell, err := f.Store.Cell(f.t.Context(), research.UploadCell, path[strings.LastIndex(path, "/")+1:])
	if err != nil {
		f.t.Fatal(err)
	}
	var upload research.Upload
	if err := json.Unmarshal(cell.Body, &upload); err != nil {
		f.t.Fatal(err)
	}
	upload.State = state
	if cell.Body, err = json.Marshal(upload); err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.Store.Swap(f.t.Context(), cell); err != nil {
		f.t.Fatal(err)
	}
}

// TestLongAnswersComeApart has answers that do not fit in the delivery.
func TestLongAnswersComeApart(t *testing.T) {
	f := newField(t)
	id := f.held(func(talk *phone.Talk) {
		talk.Answers.Topics[0].Notes[0].Text = strings.Repeat("Dat zei zij nog eens. ", 5000)
		talk.Contact = &research.ContactDetails{Way: "interviewer"}
	})
	if seen := f.read(id); seen.Words < 25_000 || seen.State != "arrived" {
		t.Errorf("seen %d words, %s", seen.Words, seen.State)
	}
}

// TestTwoServersTakeTheSameBytes sends every PATCH twice at the same time.
func TestTwoServersTakeTheSameBytes(t *testing.T) {
	f := newField(t)
	id := research.NewID()
	whole := bytes.Repeat([]byte("0123456789"), 500)
	path := f.begin(id, 1, len(whole))
	token := f.token("device")
	for offset := 0; offset < len(whole); offset += 1000 {
		var wait sync.WaitGroup
		var done [2]int
		for i := range done {
			wait.Go(func() {
				response, _, err := f.Do(apitest.Request{
					Method: "PATCH", Path: path, Token: token, Body: whole[offset : offset+1000], Kind: "application/offset+octet-stream",
					Header: map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": strconv.Itoa(offset)},
				})
				if err != nil {
					t.Error(err)
					return
				}
				done[i] = response.StatusCode
			})
		}
		wait.Wait()
		if done[0] != 204 && done[1] != 204 {
			t.Fatalf("neither was taken: %v", done)
		}
		if got := f.where(path); got != strconv.Itoa(offset+1000) {
			t.Fatalf("offset %s after %d", got, offset+1000)
		}
	}
	blob, err := f.Blobs.Open(t.Context(), research.StoredPart{Project: f.Project, Part: research.Part{Interview: id, Number: 1}})
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	stored := make([]byte, len(whole))
	if _, err := blob.ReadAt(stored, 0); err != nil || blob.Size() != int64(len(whole)) || !bytes.Equal(stored, whole) {
		t.Errorf("%d bytes, other than sent: %v", blob.Size(), err)
	}
}
