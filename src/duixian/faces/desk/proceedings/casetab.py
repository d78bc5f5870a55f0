"""The tab of a case: objections, changes of party, entrusted cases and tasks about it, and the forms that begin one."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from duixian.domain.assets.models import OutsiderObjection
from duixian.domain.cases import proceedings
from duixian.domain.cases.models import Case, CaseState, CourtLetter
from duixian.domain.courts.policies import may
from duixian.faces.desk import officer as officers
from duixian.faces.desk.proceedings.pages import BEGINS
from duixian.faces.desk.proceedings.records import letter_lines
from duixian.faces.desk.proceedings.rows import lines_of


def fill(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the tab needs; who only reads the case begins nothing."""
    officer, today = officers.of(request), localdate()
    acting = officer.acting()
    own, closed = case.court_id == officer.court_id, case.state == CaseState.CLOSED
    begins = [
        (name, begin.label)
        for name, begin in BEGINS.items()
        if own and may(acting, begin.needs) and (begin.closed_too or not closed)
    ]
    return {
        "lines": lines_of(proceedings.of_case(case, on=today), officer, on=today),
        "own": own,
        "begins": begins,
        "may_change": own and not closed and may(acting, "party_change.enter"),
        "change_words": gettext_noop("申请变更、追加当事人"),
        "letters": letter_lines(
            CourtLetter.objects.filter(Q(case=case) | Q(case_number=case.number)), officer.court_id
        ),
        "standings": list(proceedings.standings(case.pk)),
        "outsiders": list(
            OutsiderObjection.objects.filter(case=case).select_related("asset").order_by("-filed_on", "-pk")
        ),
    }
