"""LDBC FinBench, transaction workload, on our engine: a graph of accounts, owners, loans and media that grows while
it is read; the twelve complex and six simple reads; the nineteen writes and the three that read before they write.

Source of every definition: the LDBC FinBench specification (query cards `transaction-*`), and where it leaves room,
what the official answers show; each module says which. Amounts are integer fen, moments milliseconds UTC.
"""
