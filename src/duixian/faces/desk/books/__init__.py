"""Books: trial balance and the daily comparison with the bank."""
