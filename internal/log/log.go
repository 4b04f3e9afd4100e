package log

import (
	"io"
	"time"

	"github.com/rs/zerolog"
)

// Logger writes lines. The zero value writes nothing.
type Logger struct{ to *zerolog.Logger }

// New writes to w, with the time of the clock.
func New(w io.Writer, clock func() time.Time) Logger {
	logger := zerolog.New(w).Hook(zerolog.HookFunc(func(e *zerolog.Event, _ zerolog.Level, _ string) {
		e.Time("time", clock().UTC())
	}))
	return Logger{&logger}
}

// NewText writes lines for people to read, for demonstrations.
func NewText(w io.Writer, clock func() time.Time) Logger {
	return New(zerolog.ConsoleWriter{Out: w, TimeFormat: time.TimeOnly}, clock)
}

// Info writes what happened; what is a fixed text.
func (l Logger) Info(what string, fields ...Field) { l.write(zerolog.InfoLevel, what, fields) }

// Warn writes what somebody may have to look at.
func (l Logger) Warn(what string, fields ...Field) { l.write(zerolog.WarnLevel, what, fields) }

// Error writes what somebody must look at.
func (l Logger) Error(what string, fields ...Field) { l.write(zerolog.ErrorLevel, what, fields) }

func (l Logger) write(level zerolog.Level, what string, fields []Field) {
	if l.to == nil {
		return
	}
	line := l.to.WithLevel(level)
	for _, field := range fields {
		line = line.Interface(field.name, field.value)
	}
	line.Msg(what)
}
