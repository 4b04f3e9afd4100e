package study

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// putInterview puts the interview as the project knows it, with the text that
// is made of the phone's notes. What researchers did meanwhile stays.
func (a *arrival) putInterview(tx Tx, parcel research.Parcel) error {
	id := a.delivery.Interview
	interview, known, err := find[research.Interview](tx, research.InterviewDocument(id))
	if err != nil {
		return err
	}
	before := interview
	if !known {
		interview = research.Interview{ID: id, Round: 1}
	}
	if known && a.malformed { // what was understood before stays
		interview.Delivered, interview.Review = parcel.Complete(), research.ReviewInvalidPart
		interview.Open = !parcel.Final
		tx.Put(interviewDocument(interview))
		return nil
	}
	a.describe(&interview, parcel)
	if interview.Reference == "" {
		if err := a.giveWords(tx, before.Reference, &interview); err != nil {
			return err
		}
	}
	if known {
		if err := a.keepMeanwhile(tx, before, &interview); err != nil {
			return err
		}
	}
	if err := a.keepLeft(tx, before, &interview); err != nil {
		return err
	}
	if err := a.putCodes(tx, interview); err != nil {
		return err
	}
	if err := a.claimReference(tx, &interview); err != nil {
		return err
	}
	if err := a.takeParentYes(tx, &interview); err != nil {
		return err
	}
	a.takeAnswers(tx, &interview)
	if err := a.takeDebrief(tx, interview); err != nil {
		return err
	}
	tx.Put(interviewDocument(interview))
	return nil
}

// keepMeanwhile takes over what was linked, chosen and erased since the phone
// first sent the interview.
func (a *arrival) keepMeanwhile(tx Tx, before research.Interview, interview *research.Interview) error {
	interview.Household = before.Household
	if before.Sound == research.SoundErased {
		interview.Sound = research.SoundErased
	}
	if !interview.Consent.Known() {
		interview.Consent = before.Consent
	}
	joinConsent(interview, before.ConsentLog, a.at)
	return honour(tx, research.ProjectStream(a.project), before.Consent, interview)
}

// takeAnswers puts the text when the answers are there and no text is yet.
func (a *arrival) takeAnswers(tx putter, interview *research.Interview) {
	if !a.answered {
		return
	}
	a.answer(interview)
	tx.Put(momentsDocument(research.KeptMoments(interview.ID, a.answers.Timeline)))
	if interview.TextSource == "" {
		putText(tx, interview, a.text())
	}
}

// momentsDocument goes with what the interview said.
func momentsDocument(m research.Moments) research.Document {
	return said(m.Interview, research.MomentsDocument(m.Interview), "", m)
}

// putText keeps what was noted as the text that researchers code.
func putText(tx putter, interview *research.Interview, text []research.Utterance) {
	passages, text := research.Arrange(nil, text)
	for _, p := range passages {
		tx.Put(passageDocument(interview.ID, p))
	}
	interview.TextSource, interview.Utterances, interview.Words = research.TextNotes, len(text), wordsIn(text)
}

// number sorts as text.
func number(n int) string { return fmt.Sprintf("%06d", n) }

// describe takes over what the phone says about the interview.
func (a *arrival) describe(i *research.Interview, parcel research.Parcel) {
	m := a.manifest
	if i.ArrivedAt.IsZero() || i.Open { // a talk that goes on arrives when it has ended
		i.ArrivedAt = a.at
	}
	i.Open = !a.delivery.Final
	i.Device, i.Interviewer, i.Staff = a.device.ID, a.device.Label, a.device.Account != ""
	i.Reference, i.StartedAt, i.EndedAt, i.Guide = m.Reference, m.StartedAt.UTC(), m.EndedAt.UTC(), m.Guide
	i.Group, i.Capture, i.Language, i.Interpreter = m.Group, m.Capture, m.Language, m.Interpreter
	i.People, i.Household = min(max(1, m.People), mostPeople), m.Household
	i.Consent, i.ConsentLog = nil, m.ConsentLog
	if m.Consent.Known() {
		i.Consent = m.Chosen().Full()
	}
	i.Persons = len(m.Persons)
	i.Minor, i.InterpreterPromise = m.Minor, m.InterpreterPromise
	i.Sound, i.Milliseconds = a.sound()
	if parcel.Has(research.PartSound) && i.Sound == research.SoundNone {
		i.Sound = research.SoundPresent
	}
	i.Delivered = parcel.Complete()
	i.Flag(a.review(parcel))
}

// mostPeople is how many can sit at one interview.
const mostPeople = 20

// answer takes over what was answered and seen.
func (a *arrival) answer(i *research.Interview) {
	i.Background = map[string][]string{}
	for question, options := range a.answers.Background {
		i.Background[question] = options
	}
	i.Observation = a.answers.Observation
	i.Topics, i.Meaning = map[string]research.TopicState{}, map[string][]research.StatementKind{}
	for _, topic := range a.answers.Topics {
		i.Topics[topic.Topic] = topic.State
		if len(topic.Meaning) > 0 {
			i.Meaning[topic.Topic] = topic.Meaning
		}
	}
}

// sound is whether there is sound to come, and how long it is.
func (a *arrival) sound() (research.SoundState, int64) {
	length, any := int64(0), false
	for _, part := range a.manifest.Parts {
		if part.Kind == research.PartSound {
			any = true
			length += part.Milliseconds
		}
	}
	if !any {
		return research.SoundNone, 0
	}
	return research.SoundPresent, length
}

// review is why somebody must look at how it arrived, "" when nobody must.
func (a *arrival) review(parcel research.Parcel) research.Review {
	invalid := slices.ContainsFunc(parcel.Parts, func(p research.ParcelPart) bool { return p.State == research.PartInvalid })
	switch {
	case a.malformed || invalid:
		return research.ReviewInvalidPart
	case a.imported:
		return research.ReviewImportedByHand
	case a.device.State == research.DeviceRevoked:
		return research.ReviewRevokedDevice
	case a.device.Minor && a.manifest.Group != research.YoungPerson:
		return research.ReviewNotPeers
	default:
		return ""
	}
}

// giveWords gives an interview words that came without any: those that it has
// here, else new ones. The participant does not know them yet.
func (a *arrival) giveWords(tx Tx, has string, interview *research.Interview) error {
	if has == "" && !a.malformed {
		words, err := freeReferences(tx, rand.New(rand.NewChaCha8(a.seed)), 1)
		if err != nil {
			return err
		}
		has = words[0]
	}
	interview.Reference = has
	if interview.Review == "" {
		interview.Flag(research.ReviewWordsGiven)
	}
	return nil
}

// claimReference makes the two words those of this interview. Words that are
// another interview's are not refused, since the phone gave them already: the
// interview is kept and shown for review.
func (a *arrival) claimReference(tx Tx, interview *research.Interview) error {
	words := interview.Reference
	if words == "" {
		return nil
	}
	id := research.ReferenceDocument(words)
	reference, known, err := find[research.Reference](tx, id)
	if err != nil {
		return err
	}
	if known && reference.Interview != "" && reference.Interview != interview.ID {
		interview.Review = research.ReviewDoubleReference
		return nil
	}
	reference.Words, reference.Interview = words, interview.ID
	if !known {
		reference.Device = a.device.ID
	}
	document := owned(research.ProjectStream(a.project), id, words, reference)
	document.Ref = string(reference.Device)
	tx.Put(document)
	return nil
}

// text is the conversation as the phone knows it: per topic what was noted, or
// what the participant made of it when it was read back.
func (a *arrival) text() []research.Utterance {
	speaker := research.SpeakerNote
	if a.manifest.Capture == research.CaptureSummary {
		speaker = research.SpeakerSummary
	}
	verdicts := map[string]research.ReadBackVerdict{}
	for _, verdict := range a.answers.ReadBack {
		verdicts[verdict.Topic] = verdict
	}
	var said []research.Utterance
	say := func(topic, text string, from, to int64) {
		if text = strings.TrimSpace(text); text != "" {
			said = append(said, research.Utterance{Speaker: speaker, Topic: topic, From: from, To: to, Text: text})
		}
	}
	for _, topic := range a.answers.Topics {
		switch verdict := verdicts[topic.Topic]; verdict.Verdict {
		case research.ReadBackRemoved:
		case research.ReadBackChanged:
			say(topic.Topic, verdict.Text, 0, 0)
		default:
			for _, note := range topic.Notes {
				from := a.manifest.Place(note.Offset)
				say(topic.Topic, a.wordsOf(note), from, from+a.soundOf(note).Milliseconds)
			}
		}
	}
	say("", a.answers.Closing.Wish, 0, 0)
	say("", a.answers.Closing.Addition, 0, 0)
	return said
}

// spokenNote stands for a note that a researcher has yet to write out.
const spokenNote = "[ingesproken notitie]"

// wordsOf is what a note says, or that it is to be listened to.
func (a *arrival) wordsOf(note research.Note) string {
	if note.Text == "" && a.soundOf(note).Number > 0 {
		return spokenNote
	}
	return note.Text
}

// soundOf is the part in which a note was spoken; number 0 when there is none.
func (a *arrival) soundOf(note research.Note) research.ManifestPart {
	if part, _ := a.manifest.Part(note.Sound); part.Kind == research.PartSound {
		return part
	}
	return research.ManifestPart{}
}
