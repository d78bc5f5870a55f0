"""Applications: the five conditions, who is asked for what, and what is only told."""

from dataclasses import replace
from datetime import date

import pytest

from duixian.base.procedure import Allowed, NotAllowed
from duixian.law.procedure.acceptance import (
    ApplicationFacts,
    Condition,
    DebtorFacts,
    Examined,
    Found,
    Link,
    examine,
    warnings,
)
from duixian.law.procedure.application_life import APPLICATION_LIFE, ApplicationAct, ApplicationState, Step

ON = date(2026, 3, 2)
DEBTOR = DebtorFacts("黎明华", clear=True, natural=True, born_on=date(1980, 1, 1))
GOOD = ApplicationFacts(
    on=ON,
    title_kind="judgment",
    effective_on=date(2025, 12, 20),
    applicants=("洪春生",),
    holders=("洪春生",),
    debtors=(DEBTOR,),
    payable=True,
    expires_on=date(2026, 1, 10),
    link=Link.FIRST_INSTANCE,
)


def lacking(facts: ApplicationFacts) -> list[tuple[Condition, Found]]:
    return [(one.condition, one.found) for one in examine(facts) if one.found is not Found.MET]


def told(facts: ApplicationFacts) -> list[str]:
    return [fault.code for fault in warnings(facts)]


def test_a_good_application_meets_five_conditions() -> None:
    assert len(examine(GOOD)) == len(Condition) == 5
    assert lacking(GOOD) == []
    assert told(GOOD) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"effective_on": None}, (Condition.EFFECTIVE, Found.MISSING)),
        ({"effective_on": date(2026, 3, 3)}, (Condition.EFFECTIVE, Found.NOT_MET)),
        ({"applicants": ("王小明",)}, (Condition.RIGHT_HOLDER, Found.MISSING)),
        ({"payable": False}, (Condition.PAYABLE, Found.NOT_MET)),
        ({"debtors": (replace(DEBTOR, clear=False),)}, (Condition.PAYABLE, Found.MISSING)),
        ({"expires_on": ON}, (Condition.UNPERFORMED, Found.NOT_MET)),
        ({"link": ""}, (Condition.JURISDICTION, Found.MISSING)),
        ({"link": Link.DEBTOR_DOMICILE}, (Condition.JURISDICTION, Found.NOT_MET)),
        ({"elsewhere": "苏州中院"}, (Condition.JURISDICTION, Found.NOT_MET)),
    ],
)
def test_each_condition_can_fail_alone(changed: dict[str, object], expected: tuple[Condition, Found]) -> None:
    assert lacking(replace(GOOD, **changed)) == [expected]  # type: ignore[arg-type]


def test_an_award_is_enforced_where_the_debtor_lives() -> None:
    assert lacking(replace(GOOD, title_kind="award", link=Link.DEBTOR_DOMICILE)) == []
    assert lacking(replace(GOOD, title_kind="award")) == [(Condition.JURISDICTION, Found.NOT_MET)]


def test_a_late_application_is_taken_and_said_to_be_late() -> None:
    late = replace(GOOD, expires_on=date(2024, 3, 1))

    assert lacking(late) == []
    assert told(late) == ["application.late"]
    assert told(replace(GOOD, expires_on=date(2024, 3, 2))) == []


def test_a_minor_needs_a_guardian_and_is_never_listed() -> None:
    child = replace(DEBTOR, born_on=date(2008, 3, 3))

    assert lacking(replace(GOOD, debtors=(child,))) == [(Condition.PAYABLE, Found.MISSING)]
    guarded = replace(GOOD, debtors=(replace(child, guardian="黎大山"),))
    assert lacking(guarded) == []
    assert told(guarded) == ["application.minor"]
    assert told(replace(GOOD, debtors=(replace(child, born_on=date(2008, 3, 2)),))) == []  # eighteen that day


def test_for_a_dead_debtor_the_heirs_are_named() -> None:
    dead = replace(DEBTOR, died_on=date(2026, 2, 1))
    heir = DebtorFacts("黎小华", clear=True, natural=True)

    assert lacking(replace(GOOD, debtors=(dead,))) == [(Condition.PAYABLE, Found.MISSING)]
    assert lacking(replace(GOOD, debtors=(replace(dead, heirs=("黎小华",)),))) == [(Condition.PAYABLE, Found.MISSING)]
    named = replace(GOOD, debtors=(replace(dead, heirs=("黎小华",)), heir))
    assert lacking(named) == []
    assert told(named) == ["application.deceased"]


def test_an_authority_may_be_a_debtor_and_is_pointed_out() -> None:
    office = DebtorFacts("某某局", clear=True, natural=False, authority=True)

    assert lacking(replace(GOOD, debtors=(office,))) == []
    assert told(replace(GOOD, debtors=(office,))) == ["application.authority"]


# the table

MISSING = (Examined(Condition.PAYABLE, Found.MISSING, "缺少住址"),)
NOT_MET = (Examined(Condition.EFFECTIVE, Found.NOT_MET, "尚未生效"),)
MET = (Examined(Condition.EFFECTIVE, Found.MET),)


def judged(state: ApplicationState, act: ApplicationAct, step: Step) -> str:
    verdict = APPLICATION_LIFE.judge(state=state, act=act, facts=step)
    return verdict.target if isinstance(verdict, Allowed) else verdict.reasons[0].code


@pytest.mark.parametrize(
    ("state", "examined", "due", "expected"),
    [
        ("received", MET, None, "application.not_refusable"),
        ("received", MISSING, None, "application.not_refusable"),
        ("received", NOT_MET, None, "refused"),
        ("supplement", MISSING, date(2026, 3, 2), "application.still_time"),
        ("supplement", MISSING, date(2026, 3, 1), "refused"),
        ("supplement", MET, date(2026, 3, 1), "application.all_met"),
    ],
)
def test_only_what_is_not_met_or_not_brought_is_refused(
    state: str, examined: tuple[Examined, ...], due: date | None, expected: str
) -> None:
    step = Step(on=ON, examined=examined, reason="不符合", due=due)

    assert judged(ApplicationState(state), ApplicationAct.REFUSE, step) == expected


def test_what_was_decided_stays() -> None:
    for state in (ApplicationState.FILED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN):
        assert APPLICATION_LIFE.acts(state) == ()


def test_nothing_is_filed_unexamined() -> None:
    verdict = APPLICATION_LIFE.judge(state=ApplicationState.RECEIVED, act=ApplicationAct.FILE, facts=Step(on=ON))

    assert isinstance(verdict, NotAllowed)
