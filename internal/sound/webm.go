package sound

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// layOutWebM makes of a WebM as phones record it (live: no length, no table of
// places, clusters whose size is unknown) one that can be sought in: the tracks
// as they were, the length, cues, and then the clusters byte for byte, each
// with its size (RFC 9559). What comes after the last whole block is left out:
// the phone was stopped in the middle of it.
func layOutWebM(recorded io.Reader) (*layout, error) {
	w := &webmIndex{source: newSource(recorded), scale: defaultScale}
	if err := w.read(); err != nil {
		return nil, err
	}
	if !w.plays() || w.end == 0 {
		return nil, fmt.Errorf("no sound to seek in: %w", ErrUnknown)
	}
	return w.layout(), nil
}

// webmIndex is where things stand in a WebM.
type webmIndex struct {
	source
	scale    int64  // nanoseconds of a tick
	tracks   []byte // the element as it was
	about    webmTracks
	clusters []webmCluster
	end      int64 // when the last packet ends, in nanoseconds
}

// webmCluster is one cluster: its time in ticks, and where its content is.
type webmCluster struct {
	ticks      int64
	from, size int64
}

// plays tells whether what is in it may stand in a WebM for sound.
func (w *webmIndex) plays() bool {
	return w.about.video == "" && (w.about.audio == "A_OPUS" || w.about.audio == "A_VORBIS")
}

func (w *webmIndex) read() error {
	for first := true; ; first = false {
		id, size, err := w.head()
		if first && (err != nil || id != idHeader) {
			return fmt.Errorf("no WebM: %w", orUnknown(err))
		}
		if err == nil {
			err = w.element(id, size)
		}
		if ended(err) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// element takes in one element; those that hold others are entered.
func (w *webmIndex) element(id, size int64) error {
	switch id {
	case idSegment:
		return nil
	case idInfo:
		return w.info(size)
	case idTracks:
		return w.readTracks(size)
	case idCluster:
		return w.cluster()
	case idTime, idSimpleBlock, idBlockGroup:
		return w.inCluster(id, size)
	}
	if size == unknownSize {
		return fmt.Errorf("element %x without a size: %w", id, ErrUnknown)
	}
	return w.skip(size)
}

// mostClusters is how many clusters of a recording are laid out: some three days
// of the shortest that phones make.
const mostClusters = 1 << 19

// cluster begins a cluster, in the place of one in which nothing stood.
func (w *webmIndex) cluster() error {
	if last := len(w.clusters) - 1; last >= 0 && w.clusters[last].size == 0 {
		w.clusters = w.clusters[:last]
	}
	if len(w.clusters) == mostClusters {
		return fmt.Errorf("more than %d clusters: %w", mostClusters, ErrUnknown)
	}
	w.clusters = append(w.clusters, webmCluster{from: w.at})
	return nil
}

// inCluster takes in what stands in a cluster: its time, or sound.
func (w *webmIndex) inCluster(id, size int64) error {
	if len(w.clusters) == 0 {
		return fmt.Errorf("sound outside a cluster: %w", ErrUnknown)
	}
	text, err := w.bytes(size)
	if err != nil {
		return err
	}
	cluster := &w.clusters[len(w.clusters)-1]
	switch id {
	case idTime:
		cluster.ticks = number(text)
		return nil
	case idSimpleBlock:
		w.heard(text)
	case idBlockGroup:
		group := newSource(bytes.NewReader(text))
		for {
			id, size, err := group.head()
			if err != nil || size == unknownSize {
				break
			}
			inside, err := group.bytes(size)
			if err != nil {
				break
			}
			if id == idBlock {
				w.heard(inside)
			}
		}
	}
	cluster.size = w.at - cluster.from
	return nil
}

// heard takes in when a packet ends.
func (w *webmIndex) heard(text []byte) {
	b, whole := readBlock(text)
	if !whole {
		return
	}
	end := (w.clusters[len(w.clusters)-1].ticks + b.ticks) * w.scale
	if w.about.audio == "A_OPUS" && !b.laced {
		unit, count := duration(b.packet)
		end += int64(unit*count) * 1_000
	}
	w.end = max(w.end, end)
}

func (w *webmIndex) info(size int64) error {
	text, err := w.bytes(size)
	if err != nil {
		return err
	}
	inside := newSource(bytes.NewReader(text))
	for {
		id, size, err := inside.head()
		if err != nil {
			return nil //nolint:nilerr // what is broken in it does not matter
		}
		value, err := inside.bytes(size)
		if err != nil {
			return nil //nolint:nilerr // as before
		}
		if scale := number(value); id == idScale && scale > 0 && scale <= math.MaxInt32 {
			w.scale = scale
		}
	}
}

func (w *webmIndex) readTracks(size int64) error {
	text, err := w.bytes(size)
	if err != nil {
		return err
	}
	w.about = readTracks(text)
	w.tracks = element(idTracks, text)
	return nil
}

// webmTracks is what sounds and pictures are in a WebM: the codecs of the first
// of each, "" for none, and the number of the track of sound.
type webmTracks struct {
	audio, video string
	number       int64
}

// readTracks reads the content of the element Tracks, also half of it.
func readTracks(text []byte) (about webmTracks) {
	s := newSource(bytes.NewReader(text))
	track := int64(1)
	for {
		id, size, err := s.head()
		if err != nil {
			return about
		}
		if id == idTrack {
			continue // entered
		}
		value, err := s.bytes(size)
		if err != nil {
			return about
		}
		switch id {
		case idTrackNumber:
			track = number(value)
		case idCodec:
			if codec := string(value); len(codec) > 2 && codec[:2] == "V_" {
				about.video = codec
			} else if len(codec) > 2 && codec[:2] == "A_" && about.audio == "" {
				about.audio, about.number = codec, track
			}
		}
	}
}

// cueEvery is how far apart places in the table are at least, in nanoseconds:
// players read on from there, some 20 kB.
const cueEvery = 5_000_000_000

// layout writes the head. The table of places has a fixed length, so that where
// the clusters stand does not depend on what it says.
func (w *webmIndex) layout() *layout {
	l := &layout{}
	var cued []int
	last := int64(math.MinInt64)
	for i, cluster := range w.clusters {
		if cluster.size == 0 {
			continue
		}
		if at := cluster.ticks * w.scale; last == math.MinInt64 || at-last >= cueEvery {
			cued, last = append(cued, i), at
		}
	}
	places := map[int]int64{}
	head, begins := w.leading(cued, places, 0)
	at := int64(len(head)) - begins
	var body int64
	for i, cluster := range w.clusters {
		if cluster.size == 0 {
			continue
		}
		places[i] = at + body
		body += clusterHead + cluster.size
		l.add(cluster.from, cluster.size, true)
	}
	l.head, _ = w.leading(cued, places, body)
	l.settle()
	return l
}

// leading is all that stands before the clusters, and where in it the segment's
// content begins, from which places are counted.
func (w *webmIndex) leading(cued []int, places map[int]int64, body int64) (head []byte, begins int64) {
	info := element(idInfo, joined(
		element(idScale, uint64Bytes(uint64(w.scale))),
		element(0x4489, float64Bytes(float64(w.end)/float64(w.scale))), // Duration, in ticks
		element(0x4d80, []byte("wijkstem")),                            // MuxingApp
		element(0x5741, []byte("wijkstem")),                            // WritingApp
	))
	var table []byte
	for _, i := range cued {
		table = append(table, element(0xbb, joined( // CuePoint
			element(0xb3, uint64Bytes(uint64(max(0, w.clusters[i].ticks)))), // CueTime
			element(0xb7, joined( // CueTrackPositions
				element(0xf7, uint64Bytes(uint64(w.about.number))), // CueTrack
				element(0xf1, uint64Bytes(uint64(places[i]))),      // CueClusterPosition
			)),
		))...)
	}
	cues := element(idCues, table)
	content := joined(info, w.tracks, cues)
	ebml := element(idHeader, joined(
		element(0x4286, []byte{1}), element(0x42f7, []byte{1}), element(0x42f2, []byte{4}), element(0x42f3, []byte{8}),
		element(idDocType, []byte("webm")), element(0x4287, []byte{4}), element(0x4285, []byte{2}),
	))
	seek := seekHead(int64(len(info)), int64(len(info)+len(w.tracks)))
	segment := binary.BigEndian.AppendUint32(nil, idSegment)
	segment = binary.BigEndian.AppendUint64(segment, 1<<56|uint64(int64(len(seek)+len(content))+body))
	head = joined(ebml, segment, seek, content)
	return head, int64(len(ebml) + len(segment))
}

// seekHead says where info, tracks and cues are; they follow it, tracks and
// cues so many bytes after the first.
func seekHead(tracks, cues int64) []byte {
	entries := func(length int64) []byte {
		var all []byte
		for _, e := range []struct{ id, at int64 }{{idInfo, length}, {idTracks, length + tracks}, {idCues, length + cues}} {
			all = append(all, element(0x4dbb, joined( // Seek
				element(0x53ab, binary.BigEndian.AppendUint32(nil, uint32(e.id))), // SeekID
				element(0x53ac, uint64Bytes(uint64(e.at))),                        // SeekPosition
			))...)
		}
		return element(idSeekHead, all)
	}
	return entries(int64(len(entries(0))))
}

// element writes an element, with the shortest id and size that hold it.
func element(id uint32, content []byte) []byte {
	var out []byte
	for shift := 24; shift >= 0; shift -= 8 {
		if b := byte(id >> shift); b != 0 || len(out) > 0 {
			out = append(out, b)
		}
	}
	length := 1
	for len(content) >= 1<<(7*length)-1 {
		length++
	}
	marked := uint64(1)<<(7*length) | uint64(len(content))
	for shift := 8 * (length - 1); shift >= 0; shift -= 8 {
		out = append(out, byte(marked>>shift))
	}
	return append(out, content...)
}

func joined(all ...[]byte) []byte { return bytes.Join(all, nil) }

func uint64Bytes(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func float64Bytes(f float64) []byte { return uint64Bytes(math.Float64bits(f)) }
