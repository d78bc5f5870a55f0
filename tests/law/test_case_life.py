"""The life of a case as a table: total, cited, and never where it may not go."""

import random
from dataclasses import replace
from datetime import date

import pytest

from duixian.base.procedure import Allowed, NotAllowed
from duixian.law.procedure.case_life import CASE_LIFE, NOT_PAID_OUT, NOT_SOLD_FOR, Act, CaseFacts, State
from duixian.law.procedure.grounds import NEEDS_GROUND, About, Given, grounds, missing, of_act, proof_titles

ON = date(2026, 7, 1)
FREE = CaseFacts(on=ON, filed_on=date(2026, 3, 2), reason="依法办理")


def given(ground: str, **more: object) -> Given:
    """A ground with every paper it asks for."""
    proofs = dict.fromkeys(grounds()[ground].proofs, "卷宗第3页")
    return Given(ground, proofs, **more)  # type: ignore[arg-type]


def about(ground: str) -> About:
    """A case that fits a ground."""
    row = grounds()[ground]
    return About(
        debtors=("natural",) if row.debtors == "natural" else ("company",),
        title_kind=row.titles[0] if row.titles else "judgment",
        cause=f"{row.causes[0]}纠纷" if row.causes else "买卖合同纠纷",
        state=row.states[0] if row.states else "notified",
    )


def codes(verdict: Allowed | NotAllowed) -> list[str]:
    return [] if isinstance(verdict, Allowed) else [reason.code for reason in verdict.reasons]


def test_every_state_and_every_act_is_in_the_table() -> None:
    assert {move.source for move in CASE_LIFE} | {State.CLOSED} == set(State)
    assert {move.act for move in CASE_LIFE} == set(Act)


def test_a_closed_case_moves_no_more() -> None:
    assert CASE_LIFE.acts(State.CLOSED) == ()


def test_money_is_taken_in_every_open_state() -> None:
    assert {state for state in State if Act.RECEIVE in CASE_LIFE.acts(state)} == set(State) - {State.CLOSED}


@pytest.mark.parametrize("state", sorted(NOT_PAID_OUT - {State.CLOSED}))
def test_money_leaves_a_halted_case_where_it_stands(state: State) -> None:
    assert CASE_LIFE.judge(state=state, act=Act.RECEIVE, facts=FREE) == Allowed(
        state, "法发〔2017〕6号（执行案款管理）"
    )
    assert Act.PAID_OUT not in CASE_LIFE.acts(state)


def test_an_instalment_paid_out_leaves_a_settlement_running() -> None:
    verdict = CASE_LIFE.judge(state=State.SETTLING, act=Act.PAID_OUT, facts=FREE)

    assert isinstance(verdict, Allowed)
    assert verdict.target is State.SETTLING
    assert State.SETTLING in NOT_SOLD_FOR - NOT_PAID_OUT


def test_a_settlement_performed_closes_a_case_though_the_title_orders_more() -> None:
    owing = replace(FREE, remaining=100)

    assert codes(CASE_LIFE.judge(state=State.SETTLING, act=Act.CLOSE, facts=owing)) == ["close.settlement_open"]
    performed = replace(owing, settled_performed=True)
    assert isinstance(CASE_LIFE.judge(state=State.SETTLING, act=Act.CLOSE, facts=performed), Allowed)
    assert codes(CASE_LIFE.judge(state=State.NOTIFIED, act=Act.CLOSE, facts=performed)) == ["close.open_debt"]


@pytest.mark.parametrize("act", [Act.TERMINATE, Act.STRIKE, Act.REFUSE, Act.DISMISS])
def test_no_case_ends_with_money_on_its_account(act: Act) -> None:
    ground = of_act(act)[0].id
    facts = replace(FREE, given=given(ground), about=about(ground), on_account=1)

    assert codes(CASE_LIFE.judge(state=State.NOTIFIED, act=act, facts=facts)) == ["close.money_waiting"]
    assert isinstance(CASE_LIFE.judge(state=State.NOTIFIED, act=act, facts=replace(facts, on_account=0)), Allowed)


def test_money_before_the_notice_brings_no_case_past_the_notice() -> None:
    facts = replace(FREE, unnoticed=True)

    assert codes(CASE_LIFE.judge(state=State.PAYING, act=Act.PAID_OUT, facts=facts)) == ["case.unnoticed"]


@pytest.mark.parametrize("act", list(CASE_LIFE.acts(State.PAYING)))
def test_under_the_end_of_a_round_a_case_with_money_may_what_one_without_may(act: Act) -> None:
    verdict = CASE_LIFE.judge(state=State.PAYING, act=act, facts=replace(FREE, round_end_stands=True))
    barred = {"round.resume_first", "round.end_stands"} & set(codes(verdict))
    of_the_money = {Act.REST, Act.NOTIFY}

    assert bool(barred) == (act not in {*CASE_LIFE.acts(State.ROUND_ENDED), *of_the_money})


# grounds


def test_every_act_that_needs_a_ground_has_one_and_no_other_has() -> None:
    assert {ground.act for ground in grounds().values()} == {str(act) for act in NEEDS_GROUND}
    assert {proof for ground in grounds().values() for proof in ground.proofs} <= set(proof_titles())


@pytest.mark.parametrize("name", sorted(grounds()))
def test_a_ground_is_open_with_all_its_papers_and_not_without_one(name: str) -> None:
    ground = grounds()[name]
    until = {"until": date(2026, 9, 1)} if ground.months else {}
    whole = given(name, **until)

    assert missing(ground.act, whole, about(name), on=ON) is None
    for proof in ground.proofs:
        less = replace(whole, proofs={key: text for key, text in whole.proofs.items() if key != proof})
        fault = missing(ground.act, less, about(name), on=ON)
        assert fault is not None
        assert fault.code == "ground.unproved"
        assert proof_titles()[proof] in fault.message


def test_a_ground_of_another_act_is_no_ground() -> None:
    fault = missing(Act.TERMINATE, given("deferred"), About(), on=ON)

    assert fault is not None
    assert fault.code == "ground.none"


def test_while_an_enterprise_answers_too_a_dead_debtor_ends_nothing() -> None:
    fault = missing(Act.TERMINATE, given("debtor_died"), About(debtors=("natural", "company")), on=ON)

    assert fault is not None
    assert fault.code == "ground.does_not_fit"


@pytest.mark.parametrize(
    ("until", "code"), [(None, "ground.no_end"), (date(2027, 7, 2), "ground.too_long"), (ON, "ground.too_long")]
)
def test_a_stay_has_an_end_within_a_year(until: date | None, code: str) -> None:
    fault = missing(Act.STAY, given("guaranteed", until=until), About(), on=ON)

    assert fault is not None
    assert fault.code == code
    assert missing(Act.STAY, given("guaranteed", until=date(2027, 7, 1)), About(), on=ON) is None


def test_only_enterprises_are_sent_to_insolvency() -> None:
    facts = replace(FREE, given=given("insolvent"), about=About(debtors=("company", "natural")))

    refusal = CASE_LIFE.judge(state=State.NOTIFIED, act=Act.REFER_INSOLVENCY, facts=facts)

    assert codes(refusal) == ["insolvency.others"]


# a long walk


def _some_facts(dice: random.Random) -> CaseFacts:
    """Facts as they come, good and bad."""
    name = dice.choice((*grounds(), ""))
    fits = given(name, until=dice.choice((None, date(2026, 8, 1)))) if name else Given()
    return CaseFacts(
        on=ON,
        filed_on=date(2026, dice.randint(1, 6), 2),
        remaining=dice.choice((0, 0, 500_00)),
        on_account=dice.choice((0, 0, 0, 1)),
        in_flight=dice.choice((0, 0, 0, 1)),
        fee_open=dice.choice((0, 0, 50_00)),
        acts_ordered=dice.choice((0, 0, 1)),
        settled_performed=dice.random() < 0.3,
        reason=dice.choice(("", "依法办理")),
        given=fits,
        about=about(name) if name else About(debtors=("company",)),
    )


def test_a_walk_of_100000_acts_never_leaves_the_table() -> None:
    dice = random.Random(20261122)
    acts, pool = tuple(Act), [_some_facts(dice) for _ in range(500)]
    lawful = {(move.source, move.act): move for move in CASE_LIFE}
    state, done, seen = State.FILED, 0, set()
    for _ in range(100_000):
        act, facts = dice.choice(acts), dice.choice(pool)
        verdict = CASE_LIFE.judge(state=state, act=act, facts=facts)
        move = lawful.get((state, act))
        if isinstance(verdict, NotAllowed):
            assert verdict.reasons
            assert move is None or any(condition(facts) is not None for condition in move.conditions)
            continue
        assert move is not None
        assert verdict == Allowed(move.target, move.basis)
        assert all(condition(facts) is None for condition in move.conditions)
        assert act in CASE_LIFE.acts(state)
        if verdict.target is State.CLOSED:
            assert (facts.on_account, facts.in_flight) == (0, 0)
        done += 1
        seen.add(verdict.target)
        state = State(verdict.target) if verdict.target is not State.CLOSED else State.FILED
    assert done > 5_000
    assert seen == set(State) - {State.FILED, State.ROUND_ENDED}  # a round ends by evidence, tried elsewhere
