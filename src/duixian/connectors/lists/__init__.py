"""The two lists in open formats: FollowTheMoney entities out, the CSV of the official fields out and in."""

from duixian.connectors.lists.followthemoney import entities
from duixian.connectors.lists.official import BadRow, Read, as_rows, columns, read_rows, write_csv

__all__ = ["BadRow", "Read", "as_rows", "columns", "entities", "read_rows", "write_csv"]
