"""Selling a controlled thing, one act a file."""
