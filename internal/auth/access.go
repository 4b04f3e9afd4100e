package auth

import (
	"context"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// The buckets of withdrawing by code: ten at once from one network, and so many
// from all together that the erasure ledger does not fill with words that are
// nobody's. Nobody makes another wait longer than the last says.
const (
	freeCodes      = 10
	freeCodesOfAll = 500
	longestCodes   = 5 * time.Minute
)

func (a *Auth) codeBuckets(address string) []bucket {
	near := a.addressBucket("access", address)
	near.free = freeCodes
	return []bucket{near, {"access-all", freeCodesOfAll, longestCodes}}
}

// WithdrawByCode takes out whoever holds the access code, whether or not it is
// known (study.WithdrawByCode). Words that can be no code cost no attempt.
func (a *Auth) WithdrawByCode(ctx context.Context, words string, browser Browser) error {
	buckets := a.codeBuckets(browser.Address)
	if err := a.attempt(ctx, buckets...); err != nil {
		return err
	}
	err := a.study.WithdrawByCode(ctx, words)
	if research.FaultOf(err) != research.Invalid {
		return err
	}
	for _, b := range buckets {
		if failed := a.forgive(ctx, b); failed != nil {
			return failed
		}
	}
	return err
}
