"""The demo court: a synthetic province (`worlds.province`) played into the database, act by act in the order of time.

Cases, receipts and plans are written set-based, with the checks of the single services; batches, shared plans and their
objections go through the flows themselves. The ledger moves by `funds_post` alone and the trail by its trigger, so
everything the database checks holds, and a test holds the two ways together.
"""

from duixian.testing.demo.load import Loaded, Step, load

__all__ = ["Loaded", "Step", "load"]
