"""The forms of the round-end page: which record an officer may sign for which condition, with the fields it needs; and
where what a condition looks at is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.domain.cases.models import Case, EvidenceRecord
from duixian.domain.cases.services.ending import OF_A_PERSON
from duixian.faces.desk.workbench.steps import Way, way_to_mend
from duixian.law.ending import CLASS_NAMES, INTEREST_NAMES, EvidenceKind, Finding, Standing

_K = EvidenceKind
SIGNED: Mapping[str, tuple[EvidenceKind, ...]] = {
    # condition: what is signed for it by hand
    "notice": (_K.NOTICE_SERVED,),
    "report": (_K.REPORT_SERVED, _K.REPORT_CHECKED),
    "queries": (_K.ASKED_OUTSIDE,),
    "inquiry": (_K.ON_SITE, _K.PREMISES, _K.BOUNTY, _K.AUDIT),
    "interests": (_K.INTEREST,),
    "clues": (_K.CLUE, _K.CLUE_CHECKED),
    "assets": (_K.UNEXECUTABLE,),
    "talk": (_K.TALK, _K.OWN_WISH),
    "whereabouts": (_K.WHEREABOUTS,),
    "obstruction": (_K.OBSTRUCTION,),
    "consent": (_K.APPLICANT_SIGNED, _K.PANEL),
}
_KEPT: Mapping[str, tuple[str, str]] = {
    # condition: what the link says, on which tab of the case what it looks at is kept
    "notice": (gettext_noop("案件文书"), "documents"),
    "report": (gettext_noop("案件文书"), "documents"),
    "queries": (gettext_noop("财产查询"), "assets"),
    "interests": (gettext_noop("财产查询"), "assets"),
    "assets": (gettext_noop("财产"), "assets"),
    "cash": (gettext_noop("控制"), "control"),
    "limits": (gettext_noop("限制消费"), "credit"),
    "open": (gettext_noop("债务"), "debt"),
    "ruling": (gettext_noop("案件文书"), "documents"),
    "living": (gettext_noop("当事人"), "parties"),
    "money": (gettext_noop("执行依据"), "obligations"),
    "time": (gettext_noop("期限节点"), "nodes"),
    "account": (gettext_noop("案款"), "money"),
    "obstruction": (gettext_noop("强制措施"), "measures"),
}


@dataclass(frozen=True, slots=True)
class SignForm:
    """What is signed, and which fields beyond day, words and paper it needs."""

    kind: EvidenceKind
    label: str
    person: bool
    topics: tuple[tuple[str, str], ...]
    asset: bool
    clue: bool
    members: bool

    @property
    def talk(self) -> bool:
        """Whether it is the talk, which makes a paper of its own."""
        return self.kind is EvidenceKind.TALK


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A condition with what is signed for it and the pages it rests on; `mend`: where what is missing is done."""

    of: Finding
    forms: tuple[SignForm, ...]
    kept: Way | None
    mend: Way | None


def form_of(kind: EvidenceKind) -> SignForm:
    """The form of one kind of record."""
    labels = dict(EvidenceRecord._meta.get_field("kind").choices or ())
    topics: Mapping[EvidenceKind, Mapping[str, str]] = {
        EvidenceKind.ASKED_OUTSIDE: {one.value: label for one, label in CLASS_NAMES.items()},
        EvidenceKind.INTEREST: {one.value: label for one, label in INTEREST_NAMES.items()},
    }
    return SignForm(
        kind=kind,
        label=str(labels[kind.value]),
        person=kind in OF_A_PERSON,
        topics=tuple(topics.get(kind, {}).items()),
        asset=kind is EvidenceKind.UNEXECUTABLE,
        clue=kind is EvidenceKind.CLUE_CHECKED,
        members=kind is EvidenceKind.PANEL,
    )


FORMS: Mapping[EvidenceKind, SignForm] = {kind: form_of(kind) for kind in EvidenceKind}


def row_of(finding: Finding, case: Case) -> ConditionRow:
    """A condition as a row of the page."""
    kept = _KEPT.get(finding.row.id)
    missing = finding.standing is Standing.MISSING and not finding.step.startswith("evidence.")
    return ConditionRow(
        of=finding,
        forms=tuple(FORMS[kind] for kind in SIGNED.get(finding.row.id, ())),
        kept=Way(_(kept[0]), reverse("desk:case_tab", args=[case.pk, kept[1]])) if kept else None,
        mend=way_to_mend(finding.step, case_id=case.pk) if missing and finding.row.id != "approval" else None,
    )
