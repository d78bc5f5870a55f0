"""The tables, one noun a file."""

from duixian.domain.lists.models.publication import CurrentEntry, Publication

__all__ = ["CurrentEntry", "Publication"]
