"""Writes of the money, one noun a file. Balances are moved by `ledger.post` alone."""
