package study

// WithdrawFromWriting lets tests withdraw as the act does.
var WithdrawFromWriting = withdrawFromWriting

// RemoveQuotedTexts lets tests take back the consent to be quoted.
var RemoveQuotedTexts = removeQuotedTexts
