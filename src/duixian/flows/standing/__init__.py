"""Where cases stand: the facts on which the next lawful steps rest, gathered for a page of cases at once."""

from duixian.flows.standing.gather import Stood, standing_of, standings

__all__ = ["Stood", "standing_of", "standings"]
