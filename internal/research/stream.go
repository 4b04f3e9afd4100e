package research

import "strings"

// Stream names what must be consistent together. Acts of one stream are
// serial: each appends one event with the next revision.
type Stream string

// Directory is the installation's own stream: e-mail addresses, invitations
// and the keyed hashes by which they are found without knowing another stream.
const Directory Stream = "directory"

// ProjectStream holds everything of one project but people's names and numbers.
func ProjectStream(project ID) Stream { return Stream("project/" + project) }

// VaultStream holds who the participants of a project are and how to reach them.
func VaultStream(project ID) Stream { return Stream("vault/" + project) }

// OrganisationStream holds one organisation and its projects' names.
func OrganisationStream(organisation ID) Stream { return Stream("organisation/" + organisation) }

// AccountStream holds one person's account.
func AccountStream(account ID) Stream { return Stream("account/" + account) }

// Sort is the first part of the name: project, vault, organisation, account, directory.
func (s Stream) Sort() string { sort, _, _ := strings.Cut(string(s), "/"); return sort }

// Name is the ID in the stream's name, empty for the directory.
func (s Stream) Name() ID { _, name, _ := strings.Cut(string(s), "/"); return ID(name) }

// Valid tells whether the text is the name of a stream.
func (s Stream) Valid() bool {
	switch s.Sort() {
	case "project", "vault", "organisation", "account":
		return s.Name().Valid()
	default:
		return s == Directory
	}
}

// Revision counts the events of one stream, from 1; 0 is the empty stream.
type Revision int64
