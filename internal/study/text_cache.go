package study

import (
	"sync"

	"github.com/wijkstem/wijkstem/internal/research"
)

// sentences remembers where sentences are in texts read lately; it holds no words.
type sentences struct {
	mu    sync.Mutex
	texts map[research.ID]rememberedSentences
	size  int
}

type rememberedSentences struct {
	revision  research.Revision
	sentences [][][2]int
}

// mostSentences is how many utterances are remembered: some tens of MB at most.
const mostSentences = 200_000

func (s *Study) sentencesOf(interview research.ID, text Text) [][][2]int {
	if found, ok := s.sentences.find(interview, text.Revision); ok {
		return found
	}
	texts := make([]string, len(text.Utterances))
	for i, u := range text.Utterances {
		texts[i] = u.Text
	}
	cut := s.Language.Sentences(texts)
	s.sentences.keep(interview, rememberedSentences{text.Revision, cut})
	return cut
}

func (r *sentences) find(interview research.ID, revision research.Revision) ([][][2]int, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found, ok := r.texts[interview]
	return found.sentences, ok && found.revision == revision
}

// keep forgets everything when there is no more room: texts are read one after
// another, and cutting again takes some milliseconds.
func (r *sentences) keep(interview research.ID, text rememberedSentences) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.size += len(text.sentences) - len(r.texts[interview].sentences)
	if r.texts == nil || r.size > mostSentences {
		r.texts, r.size = map[research.ID]rememberedSentences{}, len(text.sentences)
	}
	r.texts[interview] = text
}
