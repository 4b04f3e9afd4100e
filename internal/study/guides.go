package study

// GuideLine is what one needs to choose a guide.
type GuideLine struct {
	Slug      string   `json:"slug"`
	Version   string   `json:"version"`
	Title     string   `json:"title"` // in Dutch
	Hash      string   `json:"hash"`  // SHA-256 of the bundle, in hex
	Languages []string `json:"languages"`
}

// Guides are the published guides (internal/guide).
type Guides interface {
	// Published lists every version that a project may use.
	Published() []GuideLine
	// Practice is the newest guide for practising; false when there is none.
	Practice() (GuideLine, bool)
	// Bundle is the guide as the phone keeps it, and its hash.
	Bundle(slug, version string) (body []byte, hash string, found bool)
	// Words is a text by its id in a language, in Dutch where there is no translation;
	// false when the guide has no such text or language.
	Words(slug, version, language, text string) (words string, found bool)
	// CheckWords says what is wrong with words for a text in a language, in Dutch.
	CheckWords(slug, version, language, text, words string) []string
}
