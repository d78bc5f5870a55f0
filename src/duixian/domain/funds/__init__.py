"""Funds: the court's money. A double-entry, append-only ledger in fen: receipts, plans, payouts move on it."""
