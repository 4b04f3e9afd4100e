package research

import "slices"

// Role is what somebody may be in a project; roles can be combined.
type Role string

// The roles of a project; Dutch names in the glossary of internal/README.md.
const (
	Interviewer         Role = "interviewer"          // gespreksvoerder: own interviews
	Coach               Role = "coach"                // begeleider: planning, alerts, debriefs; no transcripts
	Researcher          Role = "researcher"           // onderzoeker: source and texts
	Lead                Role = "lead"                 // projectleider
	SecondReader        Role = "second-reader"        // tweede lezer: releases
	Translator          Role = "translator"           // vertaler: assigned pieces only
	MunicipalityReader  Role = "municipality-reader"  // gemeente leest
	MunicipalityAnswers Role = "municipality-answers" // gemeente antwoordt
	PartnerReader       Role = "partner-reader"       // LEA-partner leest
	PartnerAnswers      Role = "partner-answers"      // LEA-partner antwoordt
)

// Roles lists every role, in the order in which screens show them.
func Roles() []Role {
	return []Role{
		Interviewer, Coach, Researcher, Lead, SecondReader, Translator,
		MunicipalityReader, MunicipalityAnswers, PartnerReader, PartnerAnswers,
	}
}

// Guest tells whether the role belongs to an organisation that reads released
// versions only: it can never be combined with a role of the research organisation.
func (r Role) Guest() bool {
	switch r {
	case MunicipalityReader, MunicipalityAnswers, PartnerReader, PartnerAnswers:
		return true
	default:
		return false
	}
}

// Scope is who asks and what they may reach. A query without one does not
// compile. Only auth and job may make scopes with reach (held by the
// architecture test); the zero Scope reaches nothing.
type Scope struct {
	actor        string
	organisation ID
	project      ID
	roles        []Role
	everything   bool
	admin        bool
}

// Grant is what a Scope is made from.
type Grant struct {
	Actor        string // "account/<id>", "device/<id>", "job/<name>", "system"
	Organisation ID     // the actor's organisation, "" for devices and jobs
	Project      ID     // the project that the scope is limited to, "" for none
	Roles        []Role // in that project
	Admin        bool   // beheerder of the organisation: accounts and settings, no content
	Everything   bool   // reaches every stream: jobs, the command line and sign-in itself
}

// NewScope makes a scope. Only auth and job may call it.
func NewScope(g Grant) Scope {
	return Scope{
		actor: g.Actor, organisation: g.Organisation, project: g.Project,
		roles: slices.Clone(g.Roles), everything: g.Everything, admin: g.Admin,
	}
}

// Actor is who asks.
func (s Scope) Actor() string { return s.actor }

// Organisation is the organisation of who asks.
func (s Scope) Organisation() ID { return s.organisation }

// Project is the project that the scope is limited to.
func (s Scope) Project() ID { return s.project }

// Admin tells whether the actor manages accounts and settings of the organisation.
func (s Scope) Admin() bool { return s.admin }

// Everything tells whether the scope is that of a job or of the system itself.
func (s Scope) Everything() bool { return s.everything }

// Has tells whether the actor has one of the roles in the scope's project.
func (s Scope) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(s.roles, r) })
}

// Roles are the actor's roles in the scope's project.
func (s Scope) Roles() []Role { return slices.Clone(s.roles) }

// Reaches tells whether the scope may touch the stream at all; what it may
// read or do there, study decides.
func (s Scope) Reaches(stream Stream) bool {
	if s.everything {
		return true
	}
	switch stream.Sort() {
	case "project":
		return s.project != "" && stream == ProjectStream(s.project) && len(s.roles) > 0
	case "vault":
		return s.project != "" && stream == VaultStream(s.project) && s.Has(Lead)
	case "organisation":
		return s.organisation != "" && stream == OrganisationStream(s.organisation)
	case "account":
		return s.actor == string(stream)
	default:
		return false
	}
}
