package research

// CellKind is a sort of technical state, e.g. "upload", "session", "throttle", "job".
type CellKind string

// Cell is technical state outside streams, changed by compare-and-set. Its
// body holds no content and is not sealed.
type Cell struct {
	Kind CellKind
	Name string
	// Due sorts the cells of a kind as bytes (an RFC 3339 time in UTC); ""
	// keeps the cell out of the lists.
	Due      string
	Revision Revision
	Body     []byte
}
