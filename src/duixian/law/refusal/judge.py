"""Whether a clue is fit for the stages: which conduct, by which article, what proof is missing, what stands against it.

Everything that stands against it is said at once. Nothing here says that somebody is guilty.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from duixian.base.days import add_years_clipped
from duixian.base.faults import Fault
from duixian.base.money import Fen
from duixian.law.refusal.catalogue import Conduct, ConductRow, Grave, Proof, Weight, conducts, proofs
from duixian.law.refusal.values import value


class Capacity(StrEnum):
    """What the person is to the title (法释〔2024〕13号 art. 1, 8)."""

    DEBTOR = "debtor"
    GUARANTOR = "guarantor"
    ASSISTING = "assisting"  # 协助执行义务人
    HEAD = "head"  # who answers for a unit that is one of these
    ACCOMPLICE = "accomplice"  # an outsider who knew and colluded


@dataclass(frozen=True, slots=True)
class Subject:
    """The person. `born` None: not known; for a unit never asked."""

    natural: bool
    capacity: Capacity = Capacity.DEBTOR
    born: date | None = None
    dead: bool = False


@dataclass(frozen=True, slots=True)
class WeightFacts:
    """What makes it heavier or lighter: what is owed is maintenance, medical costs or wages; something was performed on
    a day; indicted and judged on days, None while not."""

    living: bool = False
    performed_on: date | None = None
    indicted_on: date | None = None
    judged_on: date | None = None


@dataclass(frozen=True, slots=True)
class Accusation:
    """What is known on a day. `done_from` to `done_until`: when it was done (None: not known); `served_on`: when the
    respondent was called to answer the suit; `effective_on`: when the title took effect; `still_refuses`: after that
    nothing was performed; `able`: able in whole or part after the cost of living of the family (None: not known);
    `able_fen` the sum; `tried`: measures of the law were taken and the title cannot be executed in whole or part;
    `sanctioned_on`: the first fine or detention for it; `knew`, `colluded`: of an accomplice, with proof."""

    on: date
    conduct: Conduct
    subject: Subject
    effective_on: date
    done_from: date | None = None
    done_until: date | None = None
    served_on: date | None = None
    still_refuses: bool = True
    able: bool | None = None
    able_fen: Fen = 0
    tried: bool = False
    sanctioned_on: date | None = None
    knew: bool = False
    colluded: bool = False
    performed: bool = False
    proofs: frozenset[Proof] = frozenset()
    graves: frozenset[Grave] = frozenset()
    weight: WeightFacts = field(default_factory=WeightFacts)


@dataclass(frozen=True, slots=True)
class Missing:
    """A proof that is missing, and the act that gets it."""

    proof: Proof
    title: str
    got_by: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The judge's answer. `against`: what closes the road; `missing`: what has to be got before a referral; `weights`
    what the criminal court may weigh; `notes`: what to mind, with the source."""

    row: ConductRow
    against: tuple[Fault, ...]
    missing: tuple[Missing, ...]
    graves: tuple[Grave, ...]
    weights: tuple[Weight, ...]
    notes: tuple[str, ...]

    @property
    def fit(self) -> bool:
        """Whether it may go on to a study: nothing closes the road, even if proofs are missing."""
        return not self.against

    @property
    def complete(self) -> bool:
        """Whether it may be referred."""
        return self.fit and not self.missing


_COMMON = (Proof.IDENTITY, Proof.TITLE, Proof.NOTICE_SERVED, Proof.UNABLE)
_WITHOUT_RESULT = frozenset({Conduct.BREACHES_PROTECTION})
"""What needs no failed enforcement: the harm is the result (法释〔2024〕13号 art. 3(7))."""


def judge(said: Accusation) -> Judged:
    """Judge a clue on a day (CRM-02 to CRM-10)."""
    row = conducts()[said.conduct]
    return Judged(
        row=row,
        against=tuple(_against(said, row)),
        missing=tuple(_missing(said, row)),
        graves=tuple(grave for grave in Grave if grave in said.graves),
        weights=tuple(_weights(said.weight)),
        notes=tuple(_notes(said)),
    )


def minor(born: date | None, *, at: date, on: date) -> bool:
    """Whether somebody was below the age of the table (`minimum_age`) at a day; `on`: whose table."""
    return born is not None and at < add_years_clipped(born, value("minimum_age", on=on))


def _against(said: Accusation, row: ConductRow) -> Iterator[Fault]:
    yield from _person(said)
    if said.conduct is Conduct.REFUSES_ASSISTANCE and said.subject.capacity not in (Capacity.ASSISTING, Capacity.HEAD):
        yield Fault("refusal.not_assisting", "该行为的主体是协助执行义务人", "请核对主体和行为", field="主体")
    if said.subject.capacity is Capacity.ACCOMPLICE and not (said.knew and said.colluded):
        yield Fault(
            "refusal.not_colluding",
            "案外人只有明知且通谋的，才以共犯论处（法释〔2024〕13号第八条）",
            "写明其明知和通谋的证据；仅收到款项的不构成",
            field="共犯",
        )
    yield from _time(said)
    if row.able and said.able is False:
        yield Fault(
            "refusal.unable",
            "扣除本人及所扶养家属的生活必需费用后，没有履行能力（法释〔2024〕13号第五条）",
            "没有能力履行的不构成拒执",
            field="履行能力",
        )
    if row.after_sanction and not _sanctioned(said):
        yield Fault(
            "refusal.no_sanction",
            "该情形以罚款、拘留后仍拒不执行为条件",
            "先对该行为罚款或者拘留，仍不履行的再办理",
            field="强制措施",
        )
    if said.performed:
        yield Fault("refusal.performed", "义务已经履行完毕", "登记履行情况，不再办理", field="案件")


def _person(said: Accusation) -> Iterator[Fault]:
    who = said.subject
    if who.dead:
        yield Fault("refusal.dead", "该人已经死亡，不追究刑事责任", "终止办理", field="当事人")
    if who.natural and minor(who.born, at=said.done_until or said.on, on=said.on):
        yield Fault("refusal.minor", "行为时系未成年人", "向其法定代理人释明", field="当事人")


def _time(said: Accusation) -> Iterator[Fault]:
    """Acts after the title took effect count; so do those after the respondent was called to answer, if he goes on
    refusing once it takes effect (法释〔2024〕13号 art. 6). What is earlier does not."""
    if said.done_until is None:
        yield Fault("refusal.when", "行为发生的时间不明", "查明行为发生的时间", field="时间")
    elif said.done_until > said.on:
        yield Fault(
            "refusal.future", "行为的时间晚于今天", "请更正时间", field="时间", value=said.done_until.isoformat()
        )
    elif said.done_until < said.effective_on:
        if said.served_on is None or said.done_until < said.served_on:
            yield Fault(
                "refusal.too_early",
                "行为发生在收到应诉通知以前（法释〔2024〕13号第六条）",
                "可以通过撤销权诉讼等追回；行为持续至文书生效以后的，按持续的时间登记",
                field="时间",
                value=said.done_until.isoformat(),
            )
        elif not said.still_refuses:
            yield Fault(
                "refusal.not_refusing",
                "文书生效后没有拒不执行（法释〔2024〕13号第六条）",
                "核对生效后的履行情况",
                field="时间",
            )


def _sanctioned(said: Accusation) -> bool:
    """Whether it went on after the fine or the detention."""
    return said.sanctioned_on is not None and (said.done_until is None or said.done_until > said.sanctioned_on)


def _missing(said: Accusation, row: ConductRow) -> Iterator[Missing]:
    needed = [*_COMMON, *row.proofs]
    if said.conduct in _WITHOUT_RESULT:
        needed.remove(Proof.UNABLE)
    if row.able:
        needed.append(Proof.PROPERTY)
    unproved = {Proof.PROPERTY} if row.able and said.able is None else set()
    unproved |= set() if said.tried else {Proof.UNABLE}
    table = proofs()
    for proof in Proof:  # in the order of the packs
        if proof in needed and (proof not in said.proofs or proof in unproved):
            yield Missing(proof, table[proof].title, table[proof].got_by)


def _weights(facts: WeightFacts) -> Iterator[Weight]:
    if facts.living:
        yield Weight.LIVING
    if facts.performed_on is None:
        return
    if facts.indicted_on is None or facts.performed_on < facts.indicted_on:
        yield Weight.PERFORMED_BEFORE_INDICTMENT
    elif facts.judged_on is None or facts.performed_on < facts.judged_on:
        yield Weight.PERFORMED_BEFORE_JUDGMENT


def _notes(said: Accusation) -> Iterator[str]:
    if said.subject.natural and said.subject.born is None:
        yield "出生日期不明，行为时是否成年须核对"
    if (
        said.done_from
        and said.served_on
        and said.done_from < said.served_on
        and (said.done_until or said.on) > said.served_on
    ):
        yield "行为始于收到应诉通知以前，只计其后的部分"
    if said.on < date(2024, 12, 1):
        yield "法释〔2024〕13号自 2024-12-01 起施行，此前适用法释〔2015〕16号，请核对"
