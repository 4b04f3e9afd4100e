package study

import (
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// ownPhones tells which phones are those of the one who asks (rules §2): every
// phone for who is a lead, for a coach those that this coach invited, and those
// that nobody looks after since who invited them left.
func ownPhones(v View, scope research.Scope) (own func(device research.ID) bool, err error) {
	if scope.Everything() || scope.Has(research.Lead) {
		return func(research.ID) bool { return true }, nil
	}
	members, err := loadAll[research.Member](v, "member")
	if err != nil {
		return nil, err
	}
	devices, err := loadAll[research.Device](v, "device")
	if err != nil {
		return nil, err
	}
	account, _ := accountOf(scope)
	others := map[research.ID]bool{}
	for _, device := range devices {
		others[device.ID] = device.InvitedBy != account && slices.ContainsFunc(members, func(m research.Member) bool {
			return m.Account == device.InvitedBy && carries(m)
		})
	}
	return func(device research.ID) bool { return !others[device] }, nil
}

// carries tells whether a member hears of worries.
func carries(m research.Member) bool {
	return slices.Contains(m.Roles, research.Coach) || slices.Contains(m.Roles, research.Lead)
}

// alertsFor tells which alerts the one who asks may see: those about talks of
// own phones, and those that nobody took up in time, which are for every coach.
func alertsFor(v View, scope research.Scope) (func(research.Alert) (bool, error), error) {
	own, err := ownPhones(v, scope)
	return func(a research.Alert) (bool, error) {
		if !a.EscalatedAt.IsZero() {
			return true, nil
		}
		if a.Device != "" {
			return own(a.Device), nil
		}
		interview, _, err := find[research.Interview](v, research.InterviewDocument(a.Interview))
		return own(interview.Device), err
	}, err
}

// alertViews are those of the alerts that the one who asks may see.
func alertViews(v View, scope research.Scope, alerts []research.Alert) ([]AlertView, error) {
	views := []AlertView{}
	may, err := alertsFor(v, scope)
	if err != nil {
		return nil, err
	}
	for _, a := range alerts {
		seen, err := may(a)
		if err != nil {
			return nil, err
		}
		if !seen {
			continue
		}
		view, err := alertView(v, a)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}
