"""Measures against persons, one act a file: proposed, signed, carried out by the clock, reviewed, lifted."""
