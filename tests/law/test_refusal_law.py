"""拒执: what counts, what does not, what is missing, and which stage follows which."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.base.procedure import Allowed, NotAllowed
from duixian.law.procedure.refusal_life import BY_COURT, ENDED, REFUSAL_LIFE, Act, PrivateGround, RefusalFacts, State
from duixian.law.refusal import (
    Accusation,
    Capacity,
    Conduct,
    Grave,
    Judged,
    Pack,
    Proof,
    Subject,
    Unwarned,
    Weight,
    WeightFacts,
    check_warning_days,
    conducts,
    graves,
    judge,
    packs,
    proofs,
    silence_ends,
    silence_values,
    unwarned,
    weights,
)
from duixian.law.sources import is_practice, source_of

DAY = date(2026, 3, 20)
EFFECTIVE = date(2025, 12, 20)
ALL = frozenset(Proof)
MOVED = Accusation(
    on=DAY,
    conduct=Conduct.HIDE_TRANSFER,
    subject=Subject(natural=True, born=date(1980, 5, 1)),
    effective_on=EFFECTIVE,
    done_from=date(2026, 1, 5),
    done_until=date(2026, 2, 1),
    served_on=date(2025, 9, 1),
    able=True,
    able_fen=12_000_000,
    tried=True,
    proofs=ALL,
)


def against(said: Accusation) -> set[str]:
    return {fault.code for fault in judge(said).against}


def missing(found: Judged) -> set[Proof]:
    return {one.proof for one in found.missing}


def test_money_moved_away_after_the_judgment_with_all_proofs_may_be_referred() -> None:
    assert judge(MOVED).complete


@pytest.mark.parametrize("proof", [*(p for p in Proof if p in {Proof.IDENTITY, Proof.TITLE, Proof.NOTICE_SERVED})])
def test_whatever_is_missing_is_named_with_the_act_that_gets_it(proof: Proof) -> None:
    found = judge(replace(MOVED, proofs=ALL - {proof}))

    assert missing(found) == {proof}
    assert found.missing[0].got_by
    assert found.fit
    assert not found.complete


def test_ability_that_nobody_looked_at_is_a_missing_proof_and_no_guilt() -> None:
    assert missing(judge(replace(MOVED, able=None))) == {Proof.PROPERTY}


def test_who_has_nothing_beyond_the_living_of_his_family_cannot_refuse() -> None:
    assert against(replace(MOVED, able=False)) == {"refusal.unable"}


def test_threats_need_no_ability_to_pay() -> None:
    assert against(replace(MOVED, conduct=Conduct.OBSTRUCTS, able=False)) == set()


def test_enforcement_that_was_not_tried_has_not_failed() -> None:
    assert Proof.UNABLE in missing(judge(replace(MOVED, tried=False)))


def test_what_was_done_before_the_suit_was_served_does_not_count() -> None:
    before = date(2025, 8, 31)

    assert against(replace(MOVED, done_from=before, done_until=before)) == {"refusal.too_early"}


def test_what_was_done_between_service_and_effect_counts_only_if_he_then_refuses() -> None:
    between = replace(MOVED, done_from=date(2025, 9, 1), done_until=date(2025, 10, 1))

    assert against(between) == set()
    assert against(replace(between, still_refuses=False)) == {"refusal.not_refusing"}


def test_an_act_of_an_unknown_day_is_not_judged() -> None:
    assert against(replace(MOVED, done_until=None)) == {"refusal.when"}


@pytest.mark.parametrize("conduct", [Conduct.FALSE_REPORT, Conduct.REFUSES_HANDOVER, Conduct.REFUSES_ACT])
def test_a_false_report_counts_only_after_a_fine_or_a_detention_and_going_on(conduct: Conduct) -> None:
    said = replace(MOVED, conduct=conduct)

    assert against(said) == {"refusal.no_sanction"}
    assert against(replace(said, sanctioned_on=date(2026, 2, 1))) == {"refusal.no_sanction"}
    assert against(replace(said, sanctioned_on=date(2026, 1, 15))) == set()


def test_the_dead_and_minors_are_out() -> None:
    young = Subject(natural=True, born=date(2008, 2, 2))

    assert against(replace(MOVED, subject=Subject(natural=True, dead=True))) == {"refusal.dead"}
    assert against(replace(MOVED, subject=young)) == {"refusal.minor"}
    assert against(replace(MOVED, subject=young, done_until=date(2026, 2, 2))) == set()


def test_a_spouse_whose_account_was_used_is_no_accomplice_unless_she_knew_and_colluded() -> None:
    wife = replace(MOVED, subject=Subject(natural=True, capacity=Capacity.ACCOMPLICE, born=date(1982, 1, 1)))

    assert against(replace(wife, knew=True)) == {"refusal.not_colluding"}
    assert against(replace(wife, knew=True, colluded=True)) == set()


def test_only_who_has_to_assist_can_refuse_assistance() -> None:
    assert against(replace(MOVED, conduct=Conduct.REFUSES_ASSISTANCE)) == {"refusal.not_assisting"}


def test_everything_against_is_said_at_once() -> None:
    said = replace(MOVED, able=False, performed=True, done_until=None)

    assert against(said) == {"refusal.unable", "refusal.performed", "refusal.when"}


@pytest.mark.parametrize(
    ("facts", "weighs"),
    [
        (WeightFacts(living=True), [Weight.LIVING]),
        (WeightFacts(performed_on=DAY), [Weight.PERFORMED_BEFORE_INDICTMENT]),
        (WeightFacts(performed_on=DAY, indicted_on=DAY), [Weight.PERFORMED_BEFORE_JUDGMENT]),
        (WeightFacts(performed_on=DAY, indicted_on=EFFECTIVE, judged_on=DAY), []),
    ],
)
def test_wages_weigh_heavier_and_paying_in_time_lighter(facts: WeightFacts, weighs: list[Weight]) -> None:
    assert list(judge(replace(MOVED, weight=facts)).weights) == weighs


def test_especially_serious_circumstances_are_kept_in_order() -> None:
    found = judge(replace(MOVED, graves=frozenset({Grave.GRAVE_RESULT, Grave.SHAM_SUIT})))

    assert found.graves == (Grave.SHAM_SUIT, Grave.GRAVE_RESULT)


def test_the_tables_have_every_name_and_rest_on_the_register() -> None:
    assert (set(conducts()), set(proofs()), set(packs())) == (set(Conduct), set(Proof), set(Pack))
    assert (set(graves()), set(weights()), set(unwarned())) == (set(Grave), set(Weight), set(Unwarned))
    for row in (*conducts().values(), *graves().values(), *weights().values(), *unwarned().values()):
        assert is_practice(row.citation.instrument) or source_of(row.citation.instrument)
    assert {row.pack for row in proofs().values()} == set(Pack)


def test_both_numbers_of_days_of_silence_are_shown_and_sixty_is_the_default() -> None:
    assert silence_values(on=DAY) == (60, 30)
    assert silence_ends(date(2026, 1, 1), on=DAY) == date(2026, 3, 2)
    assert silence_ends(date(2026, 1, 1), on=DAY, court=30) == date(2026, 1, 31)
    assert silence_values(on=date(2025, 6, 30)) == (60,)
    with pytest.raises(BadInput):
        silence_ends(date(2026, 1, 1), on=DAY, court=10)


def test_a_warning_gives_days_enough_to_pay() -> None:
    check_warning_days(3, on=DAY)
    for days in (0, 2, 31):
        with pytest.raises(BadInput):
            check_warning_days(days, on=DAY)


# -- the life -------------------------------------------------------------------------------------------------------

READY = RefusalFacts(on=DAY, warned_until=DAY - timedelta(days=1), approved=True)


def codes(state: State, act: Act, facts: RefusalFacts) -> set[str]:
    answer = REFUSAL_LIFE.judge(state=state, act=act, facts=facts)
    return {fault.code for fault in answer.reasons} if isinstance(answer, NotAllowed) else set()


def test_a_referral_waits_for_the_days_of_a_warning_that_was_served() -> None:
    assert codes(State.WARNED, Act.REFER, READY) == set()
    assert codes(State.WARNED, Act.REFER, replace(READY, warned_until=DAY)) == {"refusal.days_run"}
    assert codes(State.WARNED, Act.REFER, replace(READY, warned_until=None)) == {"refusal.unserved"}


def test_without_a_warning_only_a_named_exception_is_referred() -> None:
    assert codes(State.STUDIED, Act.REFER, READY) == {"refusal.unwarned"}
    assert codes(State.STUDIED, Act.REFER, replace(READY, unwarned=Unwarned.FLIGHT)) == set()


def test_what_is_missing_or_unsigned_or_paid_is_not_referred() -> None:
    facts = replace(READY, missing=("价格",), approved=False, performed=True)

    assert codes(State.WARNED, Act.REFER, facts) == {"refusal.proofs", "refusal.unsigned", "refusal.performed"}


def test_nobody_studies_alone() -> None:
    assert codes(State.FOUND, Act.CONFIRM, RefusalFacts(on=DAY, study="confirm", agreed=1)) == {"refusal.alone"}
    assert codes(State.FOUND, Act.CONFIRM, RefusalFacts(on=DAY, study="more", agreed=3)) == {"refusal.not_studied"}
    assert codes(State.FOUND, Act.CONFIRM, RefusalFacts(on=DAY, study="confirm", agreed=2)) == set()


def test_silence_opens_the_private_road_only_once_its_days_are_over() -> None:
    silent = RefusalFacts(on=DAY, private=PrivateGround.SILENCE, silent_until=DAY)

    assert codes(State.REFERRED, Act.OPEN_PRIVATE, silent) == {"refusal.not_silent"}
    assert codes(State.REFERRED, Act.OPEN_PRIVATE, replace(silent, on=DAY + timedelta(days=1))) == set()


def test_a_private_suit_that_was_withdrawn_comes_back_on_new_evidence_only() -> None:
    facts = RefusalFacts(on=DAY, harm=True, paper="（2026）苏0804刑初1号")

    assert codes(State.PRIVATE_WITHDRAWN, Act.FILE_PRIVATE, facts) == {"refusal.private_again"}
    assert codes(State.PRIVATE_WITHDRAWN, Act.FILE_PRIVATE, replace(facts, new_evidence=True)) == set()


FACTS = st.builds(
    RefusalFacts,
    on=st.just(DAY),
    minor=st.booleans(),
    dead=st.booleans(),
    study=st.sampled_from(["", "confirm", "dismiss"]),
    agreed=st.integers(0, 3),
    warning_issued=st.booleans(),
    warned_until=st.none() | st.dates(date(2026, 3, 1), date(2026, 4, 1)),
    unwarned=st.sampled_from(["", "flight"]),
    missing=st.sampled_from([(), ("价格",)]),
    approved=st.booleans(),
    performed=st.booleans(),
    private=st.none() | st.sampled_from(PrivateGround),
    silent_until=st.none() | st.dates(date(2026, 3, 1), date(2026, 4, 1)),
    harm=st.booleans(),
    paper=st.sampled_from(["", "（2026）第1号"]),
    reason=st.sampled_from(["", "证据不足"]),
)


@given(facts=FACTS, state=st.sampled_from(State), act=st.sampled_from(Act))
def test_no_stage_forward_is_open_for_a_minor_or_the_dead(facts: RefusalFacts, state: State, act: Act) -> None:
    answer = REFUSAL_LIFE.judge(state=state, act=act, facts=facts)
    forward = {Act.CONFIRM, Act.WARN, Act.REFER, Act.POLICE_FILE, Act.INDICT, Act.OPEN_PRIVATE, Act.FILE_PRIVATE}

    if isinstance(answer, Allowed) and act in forward:
        assert not facts.minor
        assert not facts.dead
    if isinstance(answer, Allowed) and answer.target is State.REFERRED:
        assert facts.approved
        assert not facts.missing
        assert facts.unwarned or (facts.warned_until is not None and facts.warned_until < DAY)


def test_what_has_ended_stays_so_but_for_a_withdrawn_private_suit() -> None:
    assert {state for state in State if not REFUSAL_LIFE.acts(state)} == ENDED - {State.PRIVATE_WITHDRAWN}
    assert BY_COURT.isdisjoint(ENDED)
