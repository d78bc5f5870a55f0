"""Funds: the court's money. A double-entry, append-only ledger in fen, and what moves on it: receipts, plans, payouts."""
