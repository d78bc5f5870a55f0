"""Measures against persons: proposed, signed by whom the law names, carried out by the clock, reviewed, lifted."""
