package study

import "github.com/wijkstem/wijkstem/internal/research"

// VersionFaults lets tests hold one released version to its hash.
func VersionFaults(v View, release research.ID) ([]string, error) {
	r, err := load[research.Release](v, research.ReleaseDocument(release))
	if err != nil {
		return nil, err
	}
	var found Verified
	err = verifyVersion(v, r, &found)
	return found.Faults, err
}

// WithdrawFromWriting lets tests withdraw as the act does.
var WithdrawFromWriting = withdrawFromWriting

// RemoveQuotedTexts lets tests take back the consent to be quoted.
var RemoveQuotedTexts = removeQuotedTexts
