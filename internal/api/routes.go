package api

import (
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// route is one operation of openapi.yaml that this server answers. Method and
// path are written out so that this table shows the whole surface; a test holds
// them to the description.
type route struct {
	method, path, operation string
	who                     who
	handle                  func(*Server, *call) error
	limits                  limits
	// identifying tells that the answer may show who somebody is: each call by a
	// person is kept in that person's stream.
	identifying bool
}

// limits are what a client may send and how long it may take.
type limits struct {
	body        int64
	read, write time.Duration
}

// usual is enough for a form on a slow phone.
var usual = limits{body: 256 << 10, read: 15 * time.Second, write: 30 * time.Second}

// codes are five words.
var codes = limits{body: 1 << 10}

// texts is enough for the longest text, and for the largest file of one.
var texts = limits{body: 17 << 20, read: 2 * time.Minute, write: 2 * time.Minute}

// sounds are listened to while they come.
var sounds = limits{write: 30 * time.Minute}

// voices say one text of a guide.
var voices = limits{body: 2 << 20, read: time.Minute}

// deliveries hold small sealed parts inline.
var deliveries = limits{body: 8 << 20, read: 60 * time.Second}

func (l limits) orUsual() limits {
	if l.body == 0 {
		l.body = usual.body
	}
	if l.read == 0 {
		l.read = usual.read
	}
	if l.write == 0 {
		l.write = usual.write
	}
	return l
}

// Served are the operationIds that this server answers.
func Served() []string {
	var operations []string
	for _, r := range routes() {
		operations = append(operations, r.operation)
	}
	return operations
}

const (
	lead       = research.Lead
	coach      = research.Coach
	researcher = research.Researcher
	second     = research.SecondReader
	translator = research.Translator
)

// routes is the whole API: what there is, and who may call it.
func routes() []route {
	return slices.Concat(serverRoutes(), accountRoutes(), projectRoutes(), phoneRoutes(),
		interviewRoutes(), codingRoutes(), releaseRoutes())
}

// serverRoutes are what the server says of itself, and the doors of a demonstration.
func serverRoutes() []route {
	return []route{
		// settings
		{method: "GET", path: "/settings", operation: "readSettings", who: everyone, handle: (*Server).readSettings},
		// health
		{method: "GET", path: "/health/live", operation: "readLiveness", who: everyone, handle: (*Server).readLiveness},
		{method: "GET", path: "/health/ready", operation: "readReadiness", who: everyone, handle: (*Server).readReadiness},
		// openapi
		{method: "GET", path: "/openapi.json", operation: "readOpenapi", who: everyone, handle: (*Server).readOpenapi},
		// demo
		{method: "POST", path: "/demo-sessions", operation: "openDemoDoor", who: everyone, handle: (*Server).openDemoDoor},
	}
}

// accountRoutes are about people: who they are, how they come in, and whose organisation is theirs.
func accountRoutes() []route {
	return []route{
		// account
		{method: "GET", path: "/account", operation: "readAccount", who: people, handle: (*Server).readAccount},
		// session
		{method: "POST", path: "/session-refreshes", operation: "refreshSession", who: cookies, handle: (*Server).refreshSession},
		{method: "POST", path: "/sessions", operation: "signIn", who: everyone, handle: (*Server).signIn},
		{method: "DELETE", path: "/sessions", operation: "signOutEverywhere", who: people, handle: (*Server).signOutEverywhere},
		{method: "DELETE", path: "/sessions/current", operation: "signOut", who: everyone, handle: (*Server).signOut},
		// password
		{method: "POST", path: "/password-changes", operation: "changePassword", who: everyone, handle: (*Server).changePassword},
		{method: "POST", path: "/password-resets", operation: "requestPasswordReset", who: everyone, handle: (*Server).requestPasswordReset},
		// invitation
		{method: "POST", path: "/invitation-acceptances", operation: "acceptInvitation", who: everyone, handle: (*Server).acceptInvitation},
		{method: "POST", path: "/organisations/{organisation}/invitations", operation: "inviteAccount", who: admins, handle: (*Server).inviteAccount},
		// organisation
		{method: "GET", path: "/organisations", operation: "listOrganisations", who: admins, handle: (*Server).listOrganisations},
		{method: "POST", path: "/organisations", operation: "addOrganisation", who: admins, handle: (*Server).addOrganisation},
		{method: "GET", path: "/organisations/{organisation}", operation: "readOrganisation", who: people, handle: (*Server).readOrganisation},
		{method: "GET", path: "/organisations/{organisation}/accounts", operation: "listAccounts", who: admins, handle: (*Server).listAccounts},
		{method: "DELETE", path: "/organisations/{organisation}/accounts/{account}", operation: "endAccount", who: admins, handle: (*Server).endAccount},
		{method: "POST", path: "/organisations/{organisation}/accounts/{account}/password-links", operation: "handPassword", who: admins, handle: (*Server).handPassword},
	}
}

// projectRoutes are about a project, who is in it, and what asks for attention.
func projectRoutes() []route {
	return []route{
		// project
		{method: "GET", path: "/organisations/{organisation}/projects", operation: "listProjects", who: admins, handle: (*Server).listProjects},
		{method: "GET", path: "/organisations/{organisation}/projects/{project}/quota", operation: "readQuota", who: admins, handle: (*Server).readQuota},
		{method: "PUT", path: "/organisations/{organisation}/projects/{project}/quota", operation: "setQuota", who: admins, handle: (*Server).setQuota},
		{method: "POST", path: "/organisations/{organisation}/projects", operation: "addProject", who: admins, handle: (*Server).addProject},
		{method: "GET", path: "/projects/{project}", operation: "readProject", who: in(coach, researcher, lead, second, translator), handle: (*Server).readProject},
		{method: "PUT", path: "/projects/{project}/settings", operation: "changeProjectSettings", who: in(lead), handle: (*Server).changeProjectSettings},
		{method: "PUT", path: "/projects/{project}/state", operation: "changeProjectState", who: in(lead), handle: (*Server).changeProjectState},
		// member
		{method: "GET", path: "/projects/{project}/member-candidates", operation: "listMemberCandidates", who: in(lead), handle: (*Server).listMemberCandidates},
		{method: "GET", path: "/projects/{project}/members", operation: "listMembers", who: in(lead, coach, researcher, second), handle: (*Server).listMembers},
		{method: "PUT", path: "/projects/{project}/members/{account}", operation: "writeMember", who: in(lead), handle: (*Server).writeMember},
		{method: "DELETE", path: "/projects/{project}/members/{account}", operation: "removeMember", who: in(lead), handle: (*Server).removeMember},
		// overview
		{method: "GET", path: "/projects/{project}/overview", operation: "readOverview", who: in(lead, coach, researcher), handle: (*Server).readOverview},
		// event
		{method: "GET", path: "/projects/{project}/events", operation: "followEvents", who: everyRole(), handle: (*Server).followEvents},
		// alert
		{method: "GET", path: "/projects/{project}/alerts", operation: "listAlerts", who: in(lead, coach), handle: (*Server).listAlerts},
		{method: "POST", path: "/projects/{project}/alerts", operation: "raiseAlert", who: couriers, handle: (*Server).raiseAlert},
		{method: "PUT", path: "/projects/{project}/alerts/{alert}", operation: "takeUpAlert", who: in(lead, coach), handle: (*Server).takeUpAlert},
		// debrief
		{method: "GET", path: "/projects/{project}/debriefs", operation: "listDebriefs", who: in(lead, coach), handle: (*Server).listDebriefs},
		{method: "PUT", path: "/projects/{project}/debriefs/{interview}", operation: "noteTalk", who: in(lead, coach), handle: (*Server).noteTalk},
	}
}

// phoneRoutes are what a phone needs, and how it delivers.
func phoneRoutes() []route {
	return []route{
		// device
		{method: "POST", path: "/devices", operation: "pairDevice", who: everyone, handle: (*Server).pairDevice},
		{method: "POST", path: "/device-challenges", operation: "challengeDevice", who: everyone, handle: (*Server).challengeDevice},
		{method: "POST", path: "/device-tokens", operation: "admitDevice", who: everyone, handle: (*Server).admitDevice},
		{method: "POST", path: "/projects/{project}/device-invitations", operation: "inviteDevice", who: in(lead, coach), handle: (*Server).inviteDevice},
		{method: "GET", path: "/projects/{project}/devices", operation: "listDevices", who: in(lead, coach), handle: (*Server).listDevices},
		{method: "DELETE", path: "/projects/{project}/devices/{device}", operation: "revokeDevice", who: in(lead, coach), handle: (*Server).revokeDevice},
		// delivery key
		{method: "GET", path: "/projects/{project}/delivery-keys", operation: "listDeliveryKeys", who: in(lead), handle: (*Server).listDeliveryKeys},
		{method: "POST", path: "/projects/{project}/delivery-keys", operation: "renewDeliveryKeys", who: in(lead), handle: (*Server).renewDeliveryKeys},
		// letter
		{method: "GET", path: "/projects/{project}/letters", operation: "listLetters", who: in(lead), handle: (*Server).listLetters},
		{method: "PUT", path: "/projects/{project}/letters/{letter}", operation: "writeLetter", who: in(lead), handle: (*Server).writeLetter},
		{method: "DELETE", path: "/projects/{project}/letters/{letter}", operation: "endLetter", who: in(lead), handle: (*Server).endLetter},
		// field
		{method: "GET", path: "/projects/{project}/field", operation: "readField", who: phones, handle: (*Server).readField},
		{method: "PUT", path: "/projects/{project}/phone-state", operation: "reportPhone", who: phones, handle: (*Server).reportPhone},
		{method: "POST", path: "/projects/{project}/reference-blocks", operation: "reserveReferences", who: phones, handle: (*Server).reserveReferences},
		// guide
		{method: "GET", path: "/guides", operation: "listGuides", who: people, handle: (*Server).listGuides},
		{method: "GET", path: "/projects/{project}/guides/{slug}/versions/{version}", operation: "readGuide", who: insiders().orPhones(), handle: (*Server).readGuide},
		// wording
		{method: "GET", path: "/projects/{project}/guides/{slug}/versions/{version}/wordings/{language}", operation: "readWordings", who: in(translator, researcher, lead).orPhones(), handle: (*Server).readWordings},
		{method: "PUT", path: "/projects/{project}/guides/{slug}/versions/{version}/wordings/{language}/{text}", operation: "writeWording", who: in(translator, researcher, lead), handle: (*Server).writeWording},
		// spoken
		{method: "GET", path: "/projects/{project}/guides/{slug}/versions/{version}/wordings/{language}/{text}/spoken", operation: "readSpoken", who: in(translator, researcher, lead).orPhones(), handle: (*Server).readSpoken},
		{method: "PUT", path: "/projects/{project}/guides/{slug}/versions/{version}/wordings/{language}/{text}/spoken", operation: "writeSpoken", who: in(translator, researcher, lead), handle: (*Server).writeSpoken, limits: voices},
		{method: "DELETE", path: "/projects/{project}/guides/{slug}/versions/{version}/wordings/{language}/{text}/spoken", operation: "removeSpoken", who: in(translator, researcher, lead), handle: (*Server).removeSpoken},
		{method: "PUT", path: "/projects/{project}/guides/{slug}/versions/{version}/wordings/{language}/{text}/spoken/approval", operation: "approveSpoken", who: in(translator, researcher, lead), handle: (*Server).approveSpoken},
		// manifest
		{method: "PUT", path: "/projects/{project}/interviews/{interview}/manifest", operation: "deliverManifest", who: couriers, handle: (*Server).deliverManifest, limits: deliveries},
		{method: "GET", path: "/projects/{project}/interviews/{interview}/receipt", operation: "readReceipt", who: couriers, handle: (*Server).readReceipt},
		// choice
		{method: "PUT", path: "/projects/{project}/interviews/{interview}/choices/{choice}", operation: "changeChoice", who: couriers, handle: (*Server).changeChoice},
		// upload
		{method: "OPTIONS", path: "/projects/{project}/uploads", operation: "describeUploads", who: everyone, handle: (*Server).describeUploads},
		{method: "POST", path: "/projects/{project}/uploads", operation: "beginUpload", who: couriers, handle: (*Server).beginUpload},
		{method: "HEAD", path: "/projects/{project}/uploads/{upload}", operation: "readUpload", who: couriers, handle: (*Server).readUpload},
		{method: "PATCH", path: "/projects/{project}/uploads/{upload}", operation: "continueUpload", who: couriers, handle: (*Server).continueUpload, limits: patches},
		{method: "DELETE", path: "/projects/{project}/uploads/{upload}", operation: "abortUpload", who: couriers, handle: (*Server).abortUpload},
	}
}

// interviewRoutes are about what arrived: interviews, their sound and text, and taking one back.
func interviewRoutes() []route {
	return []route{
		// interview
		{method: "GET", path: "/projects/{project}/interviews", operation: "listInterviews", who: in(lead, coach, researcher), handle: (*Server).listInterviews},
		{method: "GET", path: "/projects/{project}/interviews/{interview}", operation: "readInterview", who: in(lead, researcher), handle: (*Server).readInterview, identifying: true},
		{method: "PUT", path: "/projects/{project}/interviews/{interview}/check", operation: "checkInterview", who: in(researcher), handle: (*Server).checkInterview},
		{method: "POST", path: "/projects/{project}/interviews/{interview}/cuts", operation: "cutInterview", who: in(researcher), handle: (*Server).cutInterview},
		{method: "PUT", path: "/projects/{project}/interviews/{interview}/consent", operation: "changeConsent", who: in(lead, researcher), handle: (*Server).changeConsent},
		{method: "GET", path: "/projects/{project}/interviews/{interview}/contact", operation: "readContact", who: in(lead), handle: (*Server).readContact, identifying: true},
		{method: "PUT", path: "/projects/{project}/interviews/{interview}/reference", operation: "giveReference", who: in(lead), handle: (*Server).giveReference},
		{method: "PUT", path: "/projects/{project}/interviews/{interview}/review", operation: "settleReview", who: in(lead), handle: (*Server).settleReview},
		{method: "PUT", path: "/projects/{project}/interviews/{interview}/salvage", operation: "salvageInterview", who: in(lead), handle: (*Server).salvageInterview},
		{method: "PUT", path: "/projects/{project}/interviews/{interview}/household", operation: "linkHousehold", who: in(lead, researcher), handle: (*Server).linkHousehold},
		// recording
		{method: "GET", path: "/projects/{project}/interviews/{interview}/recordings", operation: "listRecordings", who: in(researcher), handle: (*Server).listRecordings},
		{method: "GET", path: "/projects/{project}/interviews/{interview}/recordings/{part}/peaks", operation: "readPeaks", who: in(researcher), handle: (*Server).readPeaks},
		{method: "POST", path: "/projects/{project}/interviews/{interview}/recordings/{part}/listening", operation: "allowListening", who: in(researcher), handle: (*Server).allowListening, identifying: true},
		{method: "GET", path: "/projects/{project}/interviews/{interview}/recordings/{part}/sound", operation: "readSound", who: cookies, handle: (*Server).readSound, limits: sounds},
		// text
		{method: "GET", path: "/projects/{project}/interviews/{interview}/text", operation: "readText", who: in(researcher, lead, second), handle: (*Server).readText, identifying: true},
		{method: "PUT", path: "/projects/{project}/interviews/{interview}/text", operation: "writeText", who: in(researcher), handle: (*Server).writeText, limits: texts},
		{method: "PUT", path: "/projects/{project}/interviews/{interview}/utterances/{utterance}", operation: "changeUtterance", who: in(researcher, lead), handle: (*Server).changeUtterance},
		{method: "POST", path: "/projects/{project}/text-readings", operation: "readTextFile", who: in(researcher), handle: (*Server).readTextFile, limits: texts},
		// access
		{method: "POST", path: "/withdrawal-requests", operation: "requestWithdrawal", who: everyone, handle: (*Server).requestWithdrawal, limits: codes},
		// withdrawal
		{method: "POST", path: "/projects/{project}/withdrawals", operation: "withdraw", who: in(lead), handle: (*Server).withdraw},
	}
}

// codingRoutes are about the codebook and what was coded.
func codingRoutes() []route {
	return []route{
		// code
		{method: "GET", path: "/projects/{project}/codes", operation: "listCodes", who: in(researcher, lead, coach, second), handle: (*Server).listCodes},
		{method: "POST", path: "/projects/{project}/codes", operation: "addCode", who: in(researcher, lead), handle: (*Server).addCode},
		{method: "PUT", path: "/projects/{project}/codes/{code}", operation: "changeCode", who: in(researcher, lead), handle: (*Server).changeCode},
		{method: "GET", path: "/projects/{project}/codes/{code}/count", operation: "countCode", who: in(researcher, lead, second), handle: (*Server).countCode},
		// coding
		{method: "GET", path: "/projects/{project}/interviews/{interview}/codings", operation: "listInterviewCodings", who: in(researcher, lead, second), handle: (*Server).listInterviewCodings, identifying: true},
		{method: "GET", path: "/projects/{project}/codes/{code}/codings", operation: "listCodeCodings", who: in(researcher, lead, second), handle: (*Server).listCodeCodings, identifying: true},
		{method: "PUT", path: "/projects/{project}/codings/{coding}", operation: "writeCoding", who: in(researcher, lead), handle: (*Server).writeCoding},
		{method: "DELETE", path: "/projects/{project}/codings/{coding}", operation: "removeCoding", who: in(researcher, lead), handle: (*Server).removeCoding},
	}
}

// releaseRoutes go from findings to what others may read, and their answers.
func releaseRoutes() []route {
	return []route{
		// answer
		{method: "GET", path: "/projects/{project}/answers", operation: "listAnswers", who: everyRole().orPhones(), handle: (*Server).listAnswers},
		{method: "PUT", path: "/projects/{project}/findings/{finding}/answers/{owner}", operation: "writeAnswer", who: in(research.MunicipalityAnswers, research.PartnerAnswers), handle: (*Server).writeAnswer},
		// finding
		{method: "GET", path: "/projects/{project}/findings", operation: "listFindings", who: in(lead, researcher, second), handle: (*Server).listFindings},
		{method: "POST", path: "/projects/{project}/findings", operation: "addFinding", who: in(lead, researcher), handle: (*Server).addFinding},
		{method: "GET", path: "/projects/{project}/findings/{finding}", operation: "readFinding", who: in(lead, researcher, second), handle: (*Server).readFinding},
		{method: "PUT", path: "/projects/{project}/findings/{finding}", operation: "changeFinding", who: in(lead, researcher), handle: (*Server).changeFinding},
		{method: "DELETE", path: "/projects/{project}/findings/{finding}", operation: "removeFinding", who: in(lead, researcher), handle: (*Server).removeFinding},
		// quote
		{method: "GET", path: "/projects/{project}/quotes", operation: "listQuotes", who: in(lead, researcher, second), handle: (*Server).listQuotes, identifying: true},
		{method: "PUT", path: "/projects/{project}/quotes/{quote}", operation: "writeQuote", who: in(lead, researcher, second), handle: (*Server).writeQuote},
		{method: "DELETE", path: "/projects/{project}/quotes/{quote}", operation: "removeQuote", who: in(lead, researcher), handle: (*Server).removeQuote},
		// release
		{method: "GET", path: "/projects/{project}/releases", operation: "listReleases", who: in(lead, researcher, second), handle: (*Server).listReleases, identifying: true},
		{method: "POST", path: "/projects/{project}/releases", operation: "composeRelease", who: in(lead, researcher), handle: (*Server).composeRelease, identifying: true},
		{method: "GET", path: "/projects/{project}/releases/{release}", operation: "readRelease", who: in(lead, researcher, second), handle: (*Server).readRelease, identifying: true},
		{method: "DELETE", path: "/projects/{project}/releases/{release}", operation: "dropRelease", who: in(lead, researcher), handle: (*Server).dropRelease},
		{method: "PUT", path: "/projects/{project}/releases/{release}/approval", operation: "approveRelease", who: in(second), handle: (*Server).approveRelease},
		// version
		{method: "GET", path: "/projects/{project}/versions", operation: "listVersions", who: everyRole().orPhones(), handle: (*Server).listVersions},
		{method: "GET", path: "/projects/{project}/versions/{version}", operation: "readVersion", who: everyRole().orPhones(), handle: (*Server).readVersion},
	}
}
