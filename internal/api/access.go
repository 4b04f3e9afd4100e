package api

import "net/http"

// requestWithdrawal answers the same whether or not anybody has the code.
func (s *Server) requestWithdrawal(c *call) error {
	input, err := decode[struct{ Code string }](c)
	if err != nil {
		return err
	}
	if err := s.Auth.WithdrawByCode(c.context(), input.Code, s.browser(c)); err != nil {
		return err
	}
	return c.send(http.StatusAccepted, map[string]string{"state": "received"})
}
