package research

// OrganisationKind is what an organisation is to this installation.
type OrganisationKind string

// The research organisation owns the installation; the others are its guests.
const (
	ResearchOrganisation OrganisationKind = "research"
	Municipality         OrganisationKind = "municipality"
	Partner              OrganisationKind = "partner"
)

// Organisation is who people work for.
type Organisation struct {
	ID   ID               `json:"id"`
	Name string           `json:"name"`
	Kind OrganisationKind `json:"kind"`
	// Host is the research organisation that invited a guest, "" for itself.
	Host ID `json:"host,omitempty"`
}

// OrganisationDocument is the id of an organisation's document in its own stream.
const OrganisationDocument = "organisation/self"

// GuestDocument is the id of a guest's document in its host's stream.
func GuestDocument(guest ID) string { return "organisation/" + string(guest) }

// Installation says which organisation runs this server.
type Installation struct {
	Organisation ID `json:"organisation"`
}

// InstallationDocument is the id of the installation's document in the directory.
const InstallationDocument = "install/self"
