package api

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// problem is an answer that something is wrong (RFC 9457).
type problem struct {
	Type     string                `json:"type"`
	Title    string                `json:"title"`
	Status   int                   `json:"status"`
	Detail   string                `json:"detail"`
	Instance string                `json:"instance,omitempty"`
	Errors   []research.FieldError `json:"errors,omitempty"`
	// Erased is the signed proof that an interview was erased.
	Erased string `json:"erased,omitempty"`
	// Interviews are those between which the one who asks must choose.
	Interviews []alikeJSON `json:"interviews,omitempty"`

	retryAfter int
}

// statusError is a fault of HTTP itself, with words for people.
type statusError struct {
	status int
	detail string
}

func (e *statusError) Error() string { return http.StatusText(e.status) }

// erasedError is a 410 with the server's signed proof.
type erasedError struct{ proof string }

func (e *erasedError) Error() string { return string(research.Erased) }

func (e *erasedError) Unwrap() error { return research.Erased }

var statusOf = map[research.Fault]int{
	research.Invalid:      http.StatusBadRequest,
	research.Unauthorized: http.StatusUnauthorized,
	research.Forbidden:    http.StatusForbidden,
	research.NotFound:     http.StatusNotFound,
	research.Conflict:     http.StatusConflict,
	research.Erased:       http.StatusGone,
	research.Stale:        http.StatusPreconditionFailed,
	research.TooLarge:     http.StatusRequestEntityTooLarge,
	research.Throttled:    http.StatusTooManyRequests,
	research.Unavailable:  http.StatusServiceUnavailable,
	research.Full:         http.StatusInsufficientStorage,
}

var titles = map[int]string{
	http.StatusBadRequest:                   "Niet alles klopt",
	http.StatusUnauthorized:                 "Meld u eerst aan",
	http.StatusForbidden:                    "Dit mag niet",
	http.StatusNotFound:                     "Niet gevonden",
	http.StatusMethodNotAllowed:             "Dit kan hier niet",
	http.StatusRequestTimeout:               "Te langzaam",
	http.StatusConflict:                     "Past niet bij wat er nu is",
	http.StatusGone:                         "Gewist",
	http.StatusPreconditionFailed:           "Intussen veranderd",
	http.StatusRequestEntityTooLarge:        "Te groot",
	http.StatusUnsupportedMediaType:         "Deze soort inhoud kan hier niet",
	http.StatusRequestedRangeNotSatisfiable: "Dit deel is er niet",
	http.StatusTooManyRequests:              "Wacht even",
	statusChecksumMismatch:                  "Beschadigd onderweg",
	http.StatusInternalServerError:          "Er ging iets mis",
	http.StatusServiceUnavailable:           "Even niet beschikbaar",
	http.StatusInsufficientStorage:          "Geen ruimte",
}

var details = map[int]string{
	http.StatusNotFound:            "Dit adres is er niet.",
	http.StatusMethodNotAllowed:    "Dit adres kent deze handeling niet.",
	http.StatusInternalServerError: "Dit ligt aan ons. Probeer het later nog eens.",
}

// problemOf is the answer for any error. The words of an error without a fault
// never leave the server.
func problemOf(err error) problem {
	var fault *research.Error
	var several *study.SeveralInterviews
	var status *statusError
	var erased *erasedError
	var large *http.MaxBytesError
	var echoed *echo.HTTPError
	switch {
	case errors.As(err, &several):
		p := problemOf(several.Unwrap())
		p.Interviews = newAlikeJSON(several.Interviews)
		return p
	case errors.As(err, &erased):
		return problem{Status: http.StatusGone, Detail: "Dit gesprek is op verzoek gewist.", Erased: erased.proof}
	case errors.As(err, &fault):
		return problem{Status: statusOf[fault.Fault], Detail: fault.Detail, Errors: fault.Fields, retryAfter: fault.RetryAfter}
	case errors.As(err, &status):
		return problem{Status: status.status, Detail: status.detail}
	case errors.As(err, &large):
		return problem{Status: http.StatusRequestEntityTooLarge, Detail: "Dit is te groot."}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return problem{Status: http.StatusRequestTimeout, Detail: "Het duurde te lang voordat alles binnen was."}
	case errors.As(err, &echoed):
		return problem{Status: echoed.Code, Detail: details[echoed.Code]}
	case statusOf[research.FaultOf(err)] != 0:
		return problem{Status: statusOf[research.FaultOf(err)]}
	default:
		return problem{Status: http.StatusInternalServerError}
	}
}

func (p problem) filled(instance string) problem {
	if p.Status == 0 {
		p.Status = http.StatusInternalServerError
	}
	p.Title = titles[p.Status]
	if p.Title == "" {
		p.Title = http.StatusText(p.Status)
	}
	if p.Detail == "" {
		p.Detail = details[p.Status]
	}
	if p.Detail == "" {
		p.Detail = p.Title + "."
	}
	p.Type, p.Instance = "about:blank", instance
	return p
}

// mostErrors is how many faults one answer names; openapi.yaml says the same.
const mostErrors = 1000

// short keeps an answer to as many faults as somebody can use, and says so.
func (p problem) short() problem {
	if all := len(p.Errors); all > mostErrors {
		p.Errors = p.Errors[:mostErrors]
		p.Detail = fmt.Sprintf("Er kloppen %d dingen niet. Hier staan de eerste %d.", all, mostErrors)
	}
	return p
}

// fail answers an error and notes it when the server is to blame.
func (s *Server) fail(err error, c echo.Context) {
	id := requestID(c)
	p := problemOf(err).short().filled("request/" + string(id))
	if p.Status >= http.StatusInternalServerError {
		s.log.Error("failed", log.Request(id), log.Status(p.Status), log.Cause(err))
	}
	if c.Response().Committed {
		return
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "application/problem+json")
	if p.retryAfter > 0 {
		header.Set(echo.HeaderRetryAfter, strconv.Itoa(p.retryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		header.Set(echo.HeaderWWWAuthenticate, "Bearer")
	}
	header.Del("ETag")
	if c.Request().Method == http.MethodHead {
		c.Response().WriteHeader(p.Status)
		return
	}
	if err := c.JSON(p.Status, p); err != nil {
		s.log.Warn("the answer did not arrive", log.Request(id), log.Cause(err))
	}
}
