"""Writes of the assets app, one noun a file."""
