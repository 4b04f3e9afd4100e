package study

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/disclosure"
	"github.com/wijkstem/wijkstem/internal/research"
)

// checker holds a draft against the rules of what may be released (rules §6
// and §7), with what the project is now, which may be later than the draft.
type checker struct {
	sources
	release research.Release
	draft   draft
	checks  []research.ReleaseCheck
}

// check says for every rule whether the draft keeps it. What stops the draft
// comes first.
func check(s sources, release research.Release, d draft) []research.ReleaseCheck {
	c := &checker{sources: s, release: release, draft: d}
	c.people()
	if d.version.Mode == "" {
		return c.checks
	}
	c.counts()
	c.audit()
	c.unexpected()
	c.texts()
	c.quoteStates()
	c.quotesOfOnePerson()
	c.singleVoices()
	c.unchecked()
	c.talkFirst()
	c.important()
	c.discussed()
	c.onPhones()
	c.secondReader()
	slices.SortStableFunc(c.checks, func(a, b research.ReleaseCheck) int {
		order := map[bool]int{false: 0, true: 1}
		return cmp.Compare(order[a.OK], order[b.OK])
	})
	return c.checks
}

// stop notes that a rule is not kept, once for each place and reason.
func (c *checker) stop(rule, where, detail string, ways ...string) {
	c.stopAt(research.ReleaseAbout{}, rule, where, detail, ways...)
}

// stopAt is stop for what has a place of its own in the project.
func (c *checker) stopAt(about research.ReleaseAbout, rule, where, detail string, ways ...string) {
	said := func(check research.ReleaseCheck) bool {
		return check.Rule == rule && check.Detail == detail && check.Where == where
	}
	if !slices.ContainsFunc(c.checks, said) {
		c.checks = append(c.checks, research.ReleaseCheck{Rule: rule, Detail: detail, Where: where, Ways: ways, About: about})
	}
}

// pass notes that a rule is kept, unless it was found not to be.
func (c *checker) pass(rule, detail string) {
	if !slices.ContainsFunc(c.checks, func(check research.ReleaseCheck) bool { return check.Rule == rule }) {
		c.checks = append(c.checks, research.ReleaseCheck{Rule: rule, OK: true, Detail: detail})
	}
}

func (c *checker) people() {
	switch c.draft.version.Mode {
	case "":
		c.stop("people", "", "Er zijn te weinig mensen gesproken: met minder dan drie komt er niets naar buiten.", "Wacht op meer gesprekken")
	case research.VersionTiny:
		c.pass("people", "Weinig mensen: alleen zinnen en wat u in eigen woorden opschreef. Geen getallen.")
	case research.VersionSmall:
		c.pass("people", "Weinig mensen: drie kolommen met woorden. Geen getallen behalve het aantal gesprekken.")
	default:
		c.pass("people", "Genoeg mensen voor getallen over het geheel. Geen percentages en geen uitsplitsingen.")
	}
}

// counts holds that a round is counted once: by its first release.
func (c *checker) counts() {
	first := firstRelease(c.releases, c.release.Round)
	if first != nil && first.ID != c.release.ID && c.draft.counts != first.ID {
		c.stop("one-count", "", "Van deze ronde is intussen al een versie vrijgegeven. Deze versie telt anders.", "Stel de versie opnieuw samen")
		return
	}
	if c.draft.counts != "" {
		c.pass("one-count", "De getallen en woorden zijn die van de eerste versie van deze ronde.")
		return
	}
	c.pass("one-count", "Dit is de eerste telling van deze ronde. Latere versies nemen de getallen over.")
}

// audit works out what the rows give away that they do not show.
func (c *checker) audit() {
	if c.draft.version.Mode == research.VersionLarge && c.draft.counts == "" {
		for _, leak := range disclosure.Audit(c.rows(), c.draft.version.N) {
			c.stopAt(research.ReleaseAbout{Code: leak.Code}, "audit", c.label(leak.Code), c.leak(leak),
				"Laat de rij weg", "Voeg de rij samen met een andere uit dezelfde groep")
		}
	}
	c.pass("audit", "Uit de getallen is niet af te leiden wat er met opzet niet staat.")
}

func (c *checker) leak(leak disclosure.Leak) string {
	between := fmt.Sprintf("het er tussen %d en %d zijn", leak.Low, leak.High)
	if leak.Low == leak.High {
		between = fmt.Sprintf("het er precies %d zijn", leak.Low)
	}
	return fmt.Sprintf("Bij ‘%s’ staat geen getal, maar wie de andere rijen kent, rekent uit dat %s.", c.label(leak.Code), between)
}

func (c *checker) label(code string) string {
	for _, known := range c.material.Codes {
		if known.ID == code {
			return known.Label
		}
	}
	return code
}

// rows are what the version publishes about every code: its row, nothing where
// the composer left the row out, and else that nobody named it.
func (c *checker) rows() []disclosure.Row {
	shown := map[string]research.VersionTheme{}
	for _, theme := range c.draft.version.Themes {
		shown[theme.Code] = theme
	}
	var rows []disclosure.Row
	coded := c.coded()
	for _, code := range mergeCodes(c.material.Codes, c.release.Choices.Merge) {
		row := disclosure.Row{Code: code.ID, Group: code.Group, Direct: coded[code.ID]}
		theme, found := shown[code.ID]
		switch {
		case found:
			row.N = disclosure.Figure{Number: theme.N.Number, Word: wordOf(theme.N.Word)}
			row.OfAsked = theme.N.Word == research.WordNearlyAsked
			if theme.Asked != nil {
				row.Asked = theme.Asked.Number
			}
		case !slices.Contains(c.release.Choices.LeaveOut, code.ID) && !slices.Contains(c.release.Choices.LeaveOut, code.Group):
			none := 0
			row.N = disclosure.Figure{Number: &none}
		}
		rows = append(rows, row)
	}
	return rows
}

// coded are the codes, groups among them, that somebody gave to words that count.
func (c *checker) coded() map[string]bool {
	counted := map[research.ID]bool{}
	for _, interview := range c.draft.interviews {
		counted[interview] = true
	}
	coded := map[string]bool{}
	for _, coding := range c.material.Codings {
		if counted[coding.Interview] {
			coded[coding.Code] = true
		}
	}
	return coded
}

func wordOf(shown research.FigureWord) disclosure.Word {
	if shown == research.WordNearlyAsked {
		return disclosure.NearlyAll
	}
	for word, phrase := range figureWords {
		if phrase == shown {
			return word
		}
	}
	return ""
}

const unexpectedCode = "onverwacht"

// unexpected holds that what matched no code has found one.
func (c *checker) unexpected() {
	open := 0
	for _, coding := range c.material.Codings {
		if coding.Code == unexpectedCode && slices.Contains(c.draft.interviews, coding.Interview) {
			open++
		}
	}
	if open > 0 {
		c.stopAt(research.ReleaseAbout{Code: unexpectedCode}, "unexpected", "Onverwacht", pieces(open)+" onder ‘Onverwacht’. Daar hoort niets meer te staan.",
			"Geef elk stuk een code", "Maak een nieuwe code")
	}
	c.pass("unexpected", "Onder ‘Onverwacht’ staat niets meer.")
}

func pieces(n int) string {
	if n == 1 {
		return "Er staat nog 1 stuk"
	}
	return fmt.Sprintf("Er staan nog %d stukken", n)
}

// unchecked says which texts nobody ticked as checked. They count; words from
// them are not shown.
func (c *checker) unchecked() {
	quoted := map[research.ID]research.ReleaseAbout{}
	for n, piece := range c.draft.pieces {
		quoted[piece.interview] = c.about(n)
	}
	rest := 0
	for _, interview := range c.material.Interviews {
		about, shown := quoted[interview.ID]
		switch {
		case interview.Checked || !slices.Contains(c.draft.interviews, interview.ID):
		case shown:
			c.stopAt(about, "checked", interview.Reference, "Uit dit gesprek staan woorden in de versie, maar de tekst is nog niet nagekeken.",
				"Kijk de tekst na op namen en gezondheid", "Laat het citaat weg")
		default:
			rest++
		}
	}
	switch {
	case rest == 1:
		c.pass("checked", "1 tekst is nog niet nagekeken. Die telt mee, er staan geen woorden uit.")
	case rest > 1:
		c.pass("checked", fmt.Sprintf("%d teksten zijn nog niet nagekeken. Die tellen mee, er staan geen woorden uit.", rest))
	default:
		c.pass("checked", "Alle teksten zijn nagekeken.")
	}
}

func (c *checker) talkFirst() {
	waiting := 0
	for _, coding := range c.material.Codings {
		if coding.TalkFirst && slices.Contains(c.draft.interviews, coding.Interview) {
			waiting++
		}
	}
	detail := "Er wacht niets op een gesprek met de begeleider."
	if waiting > 0 {
		detail = pieces(waiting) + " te wachten op een gesprek met de begeleider. Die blijven buiten deze versie."
	}
	c.pass("talk-first", detail)
}

func (c *checker) important() {
	for _, f := range c.findings {
		if f.Important != "" && len(strings.Fields(f.Important)) < 3 {
			c.stopAt(research.ReleaseAbout{Finding: f.ID}, "important", f.Title, "Waarom is dit belangrijk, ook al noemden weinigen het? De reden is te kort.", "Schrijf de reden op in een zin")
		}
	}
	c.pass("important", "Bij alles wat weinigen noemden en wel belangrijk is, staat waarom.")
}

func (c *checker) discussed() {
	d := c.draft.version.Discussed
	if d == nil {
		c.pass("discussed", "Nog niet samen besproken. Dat staat dan ook op de versie.")
		return
	}
	c.pass("discussed", "Samen besproken op "+d.On+".")
}

// onPhones says who is not in yet.
func (c *checker) onPhones() {
	var lines []string
	switch c.waiting {
	case 0:
	case 1:
		lines = append(lines, "1 gesprek staat nog op een telefoon.")
	default:
		lines = append(lines, fmt.Sprintf("%d gesprekken staan nog op een telefoon.", c.waiting))
	}
	switch len(c.arriving) {
	case 0:
	case 1:
		lines = append(lines, "Van 1 gesprek is nog niet alles binnen.")
	default:
		lines = append(lines, fmt.Sprintf("Van %d gesprekken is nog niet alles binnen.", len(c.arriving)))
	}
	if len(lines) == 0 {
		c.pass("on-phones", "Alle gesprekken zijn binnen, voor zover wij weten.")
		return
	}
	c.pass("on-phones", strings.Join(append(lines, "Wat later komt, telt mee in de volgende ronde."), " "))
}

// secondReader holds that somebody else can release it.
func (c *checker) secondReader() {
	for _, m := range c.members {
		other := "account/"+string(m.Account) != c.release.ComposedBy
		if other && !m.Guest && slices.Contains(m.Roles, research.SecondReader) {
			c.pass("second-reader", "Een tweede lezer geeft vrij: iemand anders dan wie samenstelde.")
			return
		}
	}
	c.stop("second-reader", "", "Er is nog geen tweede lezer die iemand anders is dan wie samenstelde.", "Vraag de projectleider om een tweede lezer")
}
