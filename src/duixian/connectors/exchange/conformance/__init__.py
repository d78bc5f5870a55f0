"""The conformance kit: one run against a server's address tells whether it obeys the exchange, check by check."""
