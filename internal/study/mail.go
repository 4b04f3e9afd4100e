package study

import "context"

// Messages tells people something outside the screens (internal/mail). It is
// nil when there is no mail server: then the screens alone tell.
type Messages interface {
	Tell(ctx context.Context, email, subject, text string) error
}
