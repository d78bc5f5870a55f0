"""Screening by other agencies over HTTP: look-ups one by one and many at once, files; each call admitted and kept."""
