"""Disposal for the staff: the list, one disposal from its start to the hand-over, results of outside platforms."""
