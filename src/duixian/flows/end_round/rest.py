"""Money that came in after the end of a round is paid out: the case rests again under that end (民诉解释 517).

Money alone takes no round up again. Whoever knows of property has it resumed, under a number of its own.
"""

from collections.abc import Collection
from datetime import date, datetime

from duixian.base.procedure import Allowed
from duixian.domain.cases.models import Case, CaseState, RoundEnd
from duixian.domain.funds import selectors as funds
from duixian.domain.trail.acting import Acting
from duixian.flows.move_case import go
from duixian.law.procedure.case_life import CASE_LIFE, Act, CaseFacts, State


def rest_again(*, acting: Acting, case_ids: Collection[int], on: date, now: datetime) -> list[Case]:
    """Let those of the cases rest again whose money is all given out while the end of their round stands. In the
    caller's transaction and turn. Returns them; the others stay as they are."""
    ended = RoundEnd.objects.filter(case_id__in=case_ids, standing=True, case__state=CaseState.PAYING)
    cases = [row.case for row in ended.select_related("case").order_by("case_id")]
    money = funds.money_of([case.pk for case in cases])
    rested = []
    for case in cases:
        of_case = money[case.pk]
        facts = CaseFacts(
            on=on,
            filed_on=case.filed_on,
            on_account=of_case.on_account + of_case.with_payees + of_case.held + of_case.deposits,
            round_end_stands=True,
        )
        verdict = CASE_LIFE.judge(state=State(case.state), act=Act.REST, facts=facts)
        if isinstance(verdict, Allowed):
            rested.append(go(acting=acting, case=case, act=Act.REST, verdict=verdict, on=on, now=now))
    return rested
