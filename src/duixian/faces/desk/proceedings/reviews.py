"""A review (执复) at the court above as a record: the file that came up, the panel, the answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base.faults import Fault
from duixian.domain.cases.models import Case, Objection, Review
from duixian.domain.cases.proceedings import day_of
from duixian.domain.trail import selectors as trail
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.proceedings.objections import REASON
from duixian.faces.desk.proceedings.records import (
    NOBODY,
    Asked,
    Doing,
    Kind,
    Shown,
    Turn,
    in_table,
    names_of,
    panel_inputs,
    reasons,
    said,
    thread_of,
)
from duixian.flows import review_ruling
from duixian.law.procedure.objection_life import REVIEW_LIFE, ReviewAct, ReviewFacts, ReviewOutcome, ReviewState

_V, _R = ReviewAct, ReviewState
BELOW: tuple[tuple[str, str], ...] = (
    ("revoked", gettext_noop("撤销执行行为")),
    ("changed", gettext_noop("变更执行行为")),
    ("dismissed", gettext_noop("驳回异议")),
)
OF_CHANGE: tuple[tuple[str, str], ...] = (
    ("granted", gettext_noop("变更、追加")),
    ("rejected", gettext_noop("不予变更、追加")),
)
"""What becomes of the matter where the ruling below is revoked or changed (异议复议规定 23; 变更追加规定 31)."""


def find(court_id: int, pk: int) -> Review | None:
    """A review of the court."""
    return Review.objects.select_related("letter", "lower_court").filter(pk=pk, court_id=court_id).first()


def turn(row: Review) -> Turn:
    """Whose turn it is."""
    open_ = row.state == _R.FILED
    return Turn(gettext_noop("本院合议庭：作出复议裁定"), "review.decide") if open_ else NOBODY


def _extend(a: Asked) -> None:
    review_ruling.extend(acting=a.acting, review=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _decide(a: Asked) -> None:
    review_ruling.decide(
        acting=a.acting,
        review=a.row,
        panel=a.panel(),
        outcome=a.one_of("outcome", "复议结果", ReviewOutcome),
        reason=a.text("reason"),
        on=a.on,
        now=a.now,
        act_outcome=a.text("act_outcome") if a.text("act_outcome") in dict((*BELOW, *OF_CHANGE)) else "",
    )


def _withdraw(a: Asked) -> None:
    review_ruling.withdraw(acting=a.acting, review=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _decision_inputs(row: Review) -> Sequence[Input]:
    outcomes = [one for one in Review.Outcome.choices if one[0] != "sent_back" or not row.sent_back_before]
    below = OF_CHANGE if row.of.startswith("party_change:") else BELOW
    hint = gettext_noop("撤销、变更原裁定的必选（《异议复议规定》第二十三条）")
    return (
        Input("outcome", gettext_noop("复议结果"), "choice", options=[("", "—"), *outcomes]),
        Input(
            "act_outcome",
            gettext_noop("对原事项的处理"),
            "choice",
            required=False,
            options=[("", "—"), *below],
            hint=hint,
        ),
        *panel_inputs(row.court_id, ()),
        REASON,
    )


def _extended(row: Review, on: date) -> Sequence[Fault]:
    facts = ReviewFacts(on=on, extended=row.extended, extension_signed=True)
    return reasons(REVIEW_LIFE, _R(row.state), _V.EXTEND, facts)


def _opens(act: ReviewAct) -> Any:
    return in_table(REVIEW_LIFE, ReviewState, act)


DOINGS = (
    Doing("decide", gettext_noop("作出复议裁定"), "review.decide", _decide, _opens(_V.DECIDE), _decision_inputs),
    Doing(
        "extend",
        gettext_noop("延长审查期限"),
        "review.extend",
        _extend,
        _opens(_V.EXTEND),
        lambda row: (REASON,),
        _extended,
    ),
    Doing(
        "withdraw",
        gettext_noop("准予撤回"),
        "review.decide",
        _withdraw,
        _opens(_V.WITHDRAW),
        lambda row: (REASON,),
        danger=True,
    ),
)


def shown(row: Review, on: date) -> Shown:
    """What the page says of it; the file is shown as the letter brought it."""
    file = row.letter.said
    ruled = dict(Objection.Outcome.choices) | {"granted": _("裁定变更、追加"), "rejected": _("裁定驳回")}
    outcome = _(str(ruled.get(file.get("outcome"), "")))
    texts = [
        (_("异议或者申请事项"), str(file.get("about", ""))),
        (_("理由"), str(file.get("grounds", ""))),
        (_("原裁定"), f"{outcome} {file.get('ruled_on') or ''}\n{file.get('ruling', '')}"),
    ]
    if row.ruling:
        head = _(str(row.get_outcome_display())) if row.outcome else ""
        texts.append((_("复议裁定"), f"{head} {row.decided_on}\n{row.ruling}"))
    return Shown(
        heading=f"{_('执行复议')} {row.number}",
        facts=(
            said(_("复议申请人"), row.applicant),
            said(_("原审法院"), row.lower_court.name),
            said(_("原裁定案号"), file.get("number")),
            said(_("立案"), row.filed_on),
            said(_("延长"), _("已延长一次") if row.extended else ""),
            said(_("发回"), _("已发回过一次，不得再次发回") if row.sent_back_before else ""),
            said(_("合议庭"), names_of(row.panel)),
            said(_("裁定"), row.decided_on),
        ),
        texts=texts,
        due_on=day_of(row),
        case=Case.objects.select_related("officer").filter(number=row.case_number).first(),
        case_number=row.case_number,
        letters=thread_of(row.letter),
        history=list(trail.about(f"review:{row.pk}")[:50]),
    )


KIND = Kind(
    "reviews", gettext_noop("执行复议"), ("review.file", "review.decide", "review.extend"), find, turn, DOINGS, shown
)
