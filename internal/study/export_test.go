package study

// WithdrawFromWriting lets tests withdraw as the act does.
var WithdrawFromWriting = withdrawFromWriting
