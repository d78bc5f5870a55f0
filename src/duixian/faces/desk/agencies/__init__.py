"""The console of those who screen: agencies, keys, calls, and what they did with a hit."""
