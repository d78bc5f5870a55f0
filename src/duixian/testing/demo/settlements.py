"""What parties at the flagship agreed: an instalment kept, one missed yesterday, one to come; promises by the hour."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.settlements.models import Promise, Settlement
from duixian.domain.trail.acting import Acting
from duixian.flows.settle import agree, promise, review, spread
from duixian.flows.state_debt import debt_of
from duixian.law.settlement import Form, Instalment, Side, Signer, Terms
from duixian.testing.demo.story import ZONE, Pile, Story, applicant_of, debtor_of

AGREED, WORD_GIVEN, WORD_BROKEN, PAID = 33, 6, 5, 4
"""Days before the day of looking."""
_AFTERNOON: Final = time(16, 0)
_AT_LEAST: Final = timedelta(hours=2)


def play_settlements(story: Story, cases: Pile) -> None:
    """Act it all."""
    story.at(AGREED)
    kept = story.first(cases, lambda case: _agreed(story, case, due=(3, -27, -57)))
    broken = story.first(cases, lambda case: _agreed(story, case, due=(1, -29)))
    story.first(cases, lambda case: _agreed(story, case, due=(-5, -36, -66)))
    story.at(WORD_GIVEN)
    word = story.first(cases, lambda case: _word(story, case, days_ago=WORD_GIVEN, hour=17))
    story.at(WORD_BROKEN)
    if word is not None:
        story.tried(lambda: promise.judge(acting=_system(story), promise=word, now=story.now))
    story.at(PAID)
    if kept is not None:
        story.tried(lambda: _paid(story, kept))
    story.at(1)
    story.first(cases, lambda case: _agreed(story, case, due=(-10, -40), debtor_signs=False))
    story.at(0)
    for one in (kept, broken):
        if one is not None:
            story.tried(
                lambda one=one: review.review(  # type: ignore[misc]
                    acting=_system(story), settlement=one, on=story.today, now=story.now
                )
            )
    story.first(cases, lambda case: _this_afternoon(story, case))


def _system(story: Story) -> Acting:
    """The court's own round."""
    return Acting.system(story.court.pk, "settle")


def _agreed(story: Story, case: Case, *, due: Sequence[int], debtor_signs: bool = True) -> Settlement:
    """So many equal instalments of what is owed, due so many days before the day of looking (below zero: after it)."""
    creditor, debtor = applicant_of(case), debtor_of(case)
    part = _part(debt_of(case, on=story.today).remaining, len(due))
    signed = story.today if debtor_signs else None
    terms = Terms(
        Form.JOINT if debtor_signs else Form.RECOGNISED,
        story.today,
        tuple(Instalment(place, amount=part, due=story.day(ago)) for place, ago in enumerate(due, 1)),
        (Signer(creditor.name, Side.CREDITOR, story.today), Signer(debtor.name, Side.DEBTOR, signed)),
    )
    return agree.enter(
        acting=story.officer, case=case, creditor=creditor, debtor=debtor, terms=terms, on=story.today, now=story.now
    )


def _part(owed: Fen, count: int) -> Fen:
    """An equal part in whole yuan; what is left over the creditor gives up."""
    return owed // count // 100 * 100


def _paid(story: Story, settlement: Settlement) -> Settlement:
    """The creditor was paid directly and says so."""
    first = settlement.instalments.order_by("number")[0]
    return spread.acknowledge(
        acting=story.officer,
        instalment=first,
        amount=first.amount_fen,
        paid_on=story.today,
        acknowledged="申请执行人当面确认收款，记入笔录（合成）",
        on=story.today,
        now=story.now,
    )


def _word(story: Story, case: Case, *, days_ago: int, hour: int) -> Promise:
    due = datetime.combine(story.day(days_ago), time(hour), ZONE)
    return _promised(story, case, due, "当日下班前交2000元")


def _this_afternoon(story: Story, case: Case) -> Promise:
    """Due this afternoon; who looks later in the day still has two hours."""
    due = max(datetime.combine(story.today, _AFTERNOON, ZONE), story.as_of + _AT_LEAST)
    return _promised(story, case, due, "今天下午交2000元到案款专户")


def _promised(story: Story, case: Case, due: datetime, what: str) -> Promise:
    return promise.note(
        acting=story.officer,
        case=case,
        person=debtor_of(case),
        what=what,
        amount=200_000,
        due_at=due,
        now=story.now,
    )
