"""Millions of listed identities on columns: exact and fuzzy look-up, one by one and in bulk."""
