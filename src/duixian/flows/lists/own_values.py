"""Values of the two lists that a court has set for itself, under the names of `law/params/lists.yaml`."""

from datetime import date

from duixian.domain.courts import selectors as courts

GRACE = "grace_months"


def own_number(court_id: int, name: str, *, on: date) -> int | None:
    """The court's own whole number for a value on a day; None where it keeps to the default of the law's table."""
    own = courts.setting(court_id=court_id, key=f"lists.{name}", on=on, default=None)
    return None if own is None else int(own)
