package research

// ThemeCount is what was counted about one theme: interviews, never codings.
// The four parts sum to N.
type ThemeCount struct {
	Code   string `json:"code"`
	Group  string `json:"group"` // "" for a group, which is the union of its codes
	N      int    `json:"n"`
	Good   int    `json:"good"`   // only good
	Mixed  int    `json:"mixed"`  // good and better
	Better int    `json:"better"` // only better
	Lead   int    `json:"lead"`   // only a lead
	// Asked is in how many interviews a topic of the theme was asked, -1 when
	// no topic asks for it.
	Asked int `json:"asked"`
	// Unasked is in how many of the N interviews nobody asked for it.
	Unasked int `json:"unasked"`
	// Households is N counted in distinct households.
	Households int `json:"households"`
}

// Tables is all that was counted over the interviews of a round.
type Tables struct {
	Revision   Revision      `json:"revision"`
	Interviews int           `json:"interviews"` // the n of every screen
	Households int           `json:"households"` // "people" of the release rules
	Groups     map[Group]int `json:"groups"`
	Themes     []ThemeCount  `json:"themes"`
}

// Material is what is counted, all of it at one revision of a project.
type Material struct {
	Revision   Revision
	Interviews []Interview
	Codes      []Code
	Codings    []Coding
}
