"""Settlements: what the parties of a case agree, what is promised to the hour, and whether it is kept."""
