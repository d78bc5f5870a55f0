"""Reading assets, one noun a file: `from duixian.domain.assets.selectors import watch`."""

from duixian.domain.assets.selectors.objections import stops_disposal

__all__ = ["stops_disposal"]
