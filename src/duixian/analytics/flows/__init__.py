"""Money traced in time order, on columns: a network of transfers, traces through it, and what of a sum was passed on.

Pure: columns in, columns out. Amounts are integer fen, moments int64 milliseconds UTC, accounts int32 codes.
"""
