"""Reading people."""

from duixian.domain.parties.models import PayeeAccount, Person


def account_of(person_id: int) -> PayeeAccount | None:
    """The account in force that the person named, if any."""
    return PayeeAccount.objects.filter(person_id=person_id, replaced=False).first()


def by_number(*, court_id: int, id_number: str) -> Person | None:
    """The person with this number at a court."""
    return Person.objects.filter(court_id=court_id, id_number=id_number).first() if id_number else None
