"""Payouts: who waits for money, batches and the hands they go through, what the bank answered, unclaimed money."""
