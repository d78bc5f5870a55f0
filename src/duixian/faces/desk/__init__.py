"""Desk: the pages of the court's staff."""
