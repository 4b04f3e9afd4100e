package study

import "github.com/wijkstem/wijkstem/internal/research"

// TextFiles reads the files that texts come in (internal/textfile).
type TextFiles interface {
	// Read reads a file into utterances and says what it understood. Faults:
	// Invalid when it cannot be read, TooLarge.
	Read(format research.TextFormat, file []byte) (research.TextReading, error)
}

// ReadTextFile reads a file for researchers, who write texts; nothing of it is kept.
func (s *Study) ReadTextFile(scope research.Scope, format research.TextFormat, file []byte) (research.TextReading, error) {
	if err := require(scope, research.Researcher); err != nil {
		return research.TextReading{}, err
	}
	return s.Texts.Read(format, file)
}
