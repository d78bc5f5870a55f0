"""Acts on the two lists: warn, limit, list, correct, exempt, take a promise, lift by itself."""
