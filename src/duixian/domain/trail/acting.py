"""Who acts. Passed to every service and flow; nothing in the domain guesses it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Acting:
    """An officer in a court, or the system itself (`officer_id` None), with the roles held at this moment."""

    court_id: int
    code: str
    name: str
    roles: frozenset[str] = frozenset()
    officer_id: int | None = None

    @property
    def signs_as(self) -> int:
        """The officer who puts a name to something. Raises `ValueError` for the system, which signs nothing."""
        if self.officer_id is None:
            raise ValueError(f"{self.code} is no officer and signs nothing")
        return self.officer_id

    @classmethod
    def system(cls, court_id: int, job: str) -> "Acting":
        """The program itself, doing a named job for a court."""
        return cls(court_id=court_id, code=f"system:{job}", name="系统")
