"""Judgments, mediations, awards: text in, obligations with their places and what was not understood out; rules only."""

from duixian.reading.judgments.filing import draft_from
from duixian.reading.judgments.reader import read
from duixian.reading.judgments.result import Census, Gap, Header, Reading, ReadItem, Span, What

__all__ = ["Census", "Gap", "Header", "ReadItem", "Reading", "Span", "What", "draft_from", "read"]
