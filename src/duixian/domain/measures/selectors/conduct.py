"""Reading acts against enforcement: those that still stand as proof, and those nobody has answered."""

from django.db.models import QuerySet

from duixian.domain.measures.models import Measure, Misconduct

_S = Measure.State
_OPEN = (_S.PROPOSED, _S.WITHDRAWN)
"""An act is answered when the president has decided on a measure for it, also that there be none."""


def standing(*, case_id: int, person_id: int, kind: str) -> QuerySet[Misconduct]:
    """Acts of one kind of a person in a case, but those for which a measure was decided and revoked."""
    found = Misconduct.objects.filter(case_id=case_id, person_id=person_id, kind=kind)
    revoked = Measure.objects.filter(case_id=case_id, state=_S.REVOKED, misconduct__isnull=False)
    return found.exclude(pk__in=revoked.values("misconduct_id")).order_by("done_on", "pk")


def unanswered(case_id: int) -> int:
    """How many acts of a case no decision has answered (法〔2016〕373号 1)."""
    decided = Measure.objects.filter(case_id=case_id, misconduct__isnull=False).exclude(state__in=_OPEN)
    return Misconduct.objects.filter(case_id=case_id).exclude(pk__in=decided.values("misconduct_id")).count()
