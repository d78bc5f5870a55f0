"""Filters and tags of the staff pages."""
