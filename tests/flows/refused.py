"""Refusal cases by acting: told, proved, studied, warned, referred, in one line each."""

import base64
from dataclasses import dataclass, field
from datetime import date, timedelta

from courthouse import CourtHouse, item, staff
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duixian.domain.cases.models import Approval, Case
from duixian.domain.courts.models import Officer, Role
from duixian.domain.refusals.models import (
    AnswerKind,
    Referral,
    RefusalCase,
    SourceKind,
    Study,
    StudyDecision,
    WarningLetter,
)
from duixian.domain.refusals.services import library
from duixian.domain.refusals.services.clues import Entered, Telling
from duixian.domain.refusals.services.library import Exhibit, Voice
from duixian.domain.trail.acting import Acting
from duixian.flows.approve import approve
from duixian.flows.refusal import clues, police, refer, study, warn
from duixian.law.refusal import Conduct, Proof, conducts

FOUND = date(2026, 3, 9)
STUDIED = date(2026, 3, 10)
WARNED = date(2026, 3, 11)
OVER = date(2026, 3, 17)  # five days after service, none of them a holiday at the end
REFERRED = date(2026, 3, 18)
OWED = 1_000_000
POLICE = "淮阴区公安局"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()


@dataclass
class Library:
    """A court with two officers, a criminal judge among them, and a president who signs."""

    house: CourtHouse
    president: Acting = field(init=False)
    colleague: Officer = field(init=False)

    def __post_init__(self) -> None:
        code = self.house.court.code
        self.president = staff(self.house.court, f"{code}president", Role.PRESIDENT)
        staff(self.house.court, f"{code}criminal", Role.OFFICER)
        self.colleague = Officer.objects.get(username=f"{code}criminal")

    @property
    def officer(self) -> Acting:
        return self.house.officer

    @property
    def self_(self) -> Officer:
        return Officer.objects.get(pk=self.officer.officer_id)

    def case(self, *debtors: str) -> Case:
        """A case of ten thousand yuan."""
        names = debtors or ("熊一明",)
        return self.house.file(item("a", OWED, "洪春生", names[0]), debtors=names)

    def at(self, day: date):  # type: ignore[no-untyped-def]
        """A moment on a day, later than every one before it."""
        moment = self.house.now
        if moment.date() < day:
            self.house.moment = moment + timedelta(days=(day - moment.date()).days)
        return self.house.now

    def tell(self, case: Case, **more: object) -> Entered:
        """The applicant tells of a transfer."""
        known: dict[str, object] = {
            "kind": SourceKind.APPLICANT,
            "conduct": Conduct.HIDE_TRANSFER,
            "text": "经微信把工程款转给其弟",
            "received_on": FOUND,
            "sum_fen": 500_000,
        }
        said = Telling(**(known | more))  # type: ignore[arg-type]
        return clues.enter_clue(
            acting=self.officer, case=case, person=self.house.debtor(case), said=said, on=FOUND, now=self.at(FOUND)
        )

    def found(self, case: Case | None = None) -> RefusalCase:
        """A clue with what was found out about it."""
        refusal = self.tell(case or self.case()).clue.refusal
        return self.state(refusal)

    def state(self, refusal: RefusalCase, **more: object) -> RefusalCase:
        """What the officer found out."""
        known: dict[str, object] = {
            "done_from": date(2026, 1, 5),
            "done_until": date(2026, 2, 1),
            "able": True,
            "able_fen": 800_000,
            "tried": "已查询、冻结，账户无余额",
        }
        return library.state(acting=self.officer, refusal=refusal, now=self.house.now, **(known | more))

    def prove(self, refusal: RefusalCase, *without: Proof) -> None:
        """Every proof the conduct needs."""
        common = (Proof.IDENTITY, Proof.TITLE, Proof.NOTICE_SERVED, Proof.PROPERTY, Proof.UNABLE)
        for proof in (*common, *conducts()[Conduct(refusal.conduct)].proofs):
            if proof not in without:
                exhibit = Exhibit(
                    proof, f"证明{proof.value}", "卷宗", rows=(12,), file=proof.encode(), file_name=f"{proof.value}.txt"
                )
                library.add_evidence(acting=self.officer, refusal=refusal, exhibit=exhibit, now=self.house.now)

    def study(
        self,
        refusal: RefusalCase,
        decision: StudyDecision = StudyDecision.CONFIRM,
        *,
        voices: int = 2,
        against: int = 0,
        on: date = STUDIED,
    ) -> Study:
        """The officer and a criminal judge study it."""
        people = [self.self_, self.colleague, Officer.objects.get(username=f"{self.house.court.code}president")]
        said = [Voice(one, place >= against, "意见") for place, one in enumerate(people[:voices])]
        return study.study(
            acting=self.officer,
            refusal=refusal,
            decision=decision,
            reason="流水足以证明有能力",
            voices=said,
            on=on,
            now=self.at(on),
        )

    def confirmed(self, case: Case | None = None, *without: Proof) -> RefusalCase:
        """Studied and proved."""
        refusal = self.found(case)
        self.prove(refusal, *without)
        self.study(refusal)
        refusal.refresh_from_db()
        return refusal

    def warned(self, case: Case | None = None, *, served: bool = True) -> RefusalCase:
        """The letter is out, and served."""
        refusal = self.confirmed(case)
        letter = warn.warn(
            acting=self.officer, refusal=refusal, found="微信流水数额较大", on=WARNED, now=self.at(WARNED)
        )
        if served:
            self.serve(letter)
        refusal.refresh_from_db()
        return refusal

    def serve(self, letter: WarningLetter, day: date = WARNED) -> None:
        """It reached the debtor."""
        warn.serve(acting=self.officer, letter=letter, how="直接送达", day=day, on=day, now=self.at(day))

    def ignored(self, case: Case | None = None) -> RefusalCase:
        """The days are over and nothing came."""
        refusal = self.warned(case)
        warn.after_warning(court_id=self.house.court.pk, now=self.at(REFERRED))
        refusal.refresh_from_db()
        return refusal

    def propose(self, refusal: RefusalCase, on: date = REFERRED) -> Approval:
        """The officer lays the referral before the president."""
        return refer.propose(
            acting=self.officer, refusal=refusal, police=POLICE, reason="有能力而拒不履行", on=on, now=self.at(on)
        )

    def sign(self, approval: Approval, on: date = REFERRED, approved: bool = True) -> None:
        """The president decides."""
        approve(
            acting=self.president,
            approval=approval,
            approved=approved,
            note="" if approved else "证据不足",
            on=on,
            now=self.at(on),
        )

    def referred(self, case: Case | None = None) -> RefusalCase:
        """Packed, signed, sent, received on the same day."""
        refusal = self.ignored(case)
        self.sign(self.propose(refusal))
        self.hand_in(refusal)
        refusal.refresh_from_db()
        return refusal

    def hand_in(self, refusal: RefusalCase) -> Referral:
        """The worker signs; the packet goes to the police, who give a receipt."""
        refer.sign_packets(court_id=self.house.court.pk, sign=KEY.sign, key=PUBLIC, now=self.house.now)
        referral = Referral.objects.get(refusal=refusal)
        refer.send(acting=self.officer, referral=referral, day=REFERRED, on=REFERRED, now=self.house.now)
        return refer.take_receipt(
            acting=self.officer, referral=referral, receipt="收2026-7", day=REFERRED, on=REFERRED, now=self.house.now
        )

    def answer(self, refusal: RefusalCase, kind: AnswerKind, day: date, **more: object) -> None:
        """The police answer."""
        police.take_police_answer(
            acting=self.officer,
            refusal=refusal,
            kind=kind,
            day=day,
            office=POLICE,
            number=f"公{kind}〔2026〕{day.day}号",
            reason="" if kind in (AnswerKind.FILED, AnswerKind.COMPLEX) else "没有犯罪事实",
            on=day,
            now=self.at(day),
            **more,  # type: ignore[arg-type]
        )
        refusal.refresh_from_db()
