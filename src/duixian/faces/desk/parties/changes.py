"""A change or addition of a party as a record: what the ground lacks, the hearing, the ruling, review or suit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base import money
from duixian.base.faults import Fault
from duixian.domain.cases.models import PartyChange
from duixian.domain.cases.proceedings import day_of
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.proceedings.objections import REASON
from duixian.faces.desk.proceedings.records import (
    NOBODY,
    Asked,
    Doing,
    Kind,
    Shown,
    Turn,
    about_row,
    history,
    in_table,
    names_of,
    panel_inputs,
    papers_of,
    reasons,
    said,
)
from duixian.flows import change_party
from duixian.law.parties_change import Ceiling, Remedy, evidence_titles, ground
from duixian.law.parties_change.grounds import FORM_WORDS, DebtorForm
from duixian.law.procedure.party_change_life import CHANGE_LIFE, ChangeAct, ChangeFacts, ChangeState

_A, _S = ChangeAct, ChangeState
READS = ("party_change.enter", "party_change.rule", "party_change.record")


def find(court_id: int, pk: int) -> PartyChange | None:
    """A change of the court."""
    rows = PartyChange.objects.select_related("case__court", "case__officer", "present__person", "joining")
    return rows.filter(pk=pk, court_id=court_id).first()


_TURNS = {
    _S.APPLIED: Turn(gettext_noop("本院合议庭：听证、作出裁定"), "party_change.rule"),
    _S.GRANTED: Turn(gettext_noop("本院：送达裁定"), "party_change.record"),
    _S.REJECTED: Turn(gettext_noop("本院：送达裁定"), "party_change.record"),
    _S.UNDER_REVIEW: Turn(gettext_noop("上一级法院：复议")),
    _S.IN_SUIT: Turn(gettext_noop("审判庭：执行异议之诉")),
}


def turn(row: PartyChange) -> Turn:
    """Whose turn it is."""
    if row.state == _S.SERVED:
        by_suit = row.remedy == Remedy.SUIT
        return Turn(gettext_noop("当事人：起诉的期限内") if by_suit else gettext_noop("当事人：申请复议的期限内"))
    return _TURNS.get(_S(row.state), NOBODY)


def _supplement(a: Asked) -> None:
    change_party.supplement(
        acting=a.acting,
        change=a.row,
        evidence=[key for key in a.typed.several("evidence") if key in evidence_titles()],
        insolvency_shown=True if a.typed.ticked("insolvency_shown") else None,
        ceiling=a.typed.fen("ceiling", "责任限额"),
        on=a.on,
        now=a.now,
    )


def _rule(a: Asked, *, granted: bool) -> None:
    change_party.rule(
        acting=a.acting,
        change=a.row,
        granted=granted,
        reason=a.text("reason"),
        panel=a.panel(),
        heard_on=a.day("heard_on", "听证日期"),
        clear=a.typed.ticked("clear"),
        on=a.on,
        now=a.now,
    )


def _grant(a: Asked) -> None:
    _rule(a, granted=True)


def _reject(a: Asked) -> None:
    _rule(a, granted=False)


def _serve(a: Asked) -> None:
    on = a.done_on("on", "送达日期", since=a.row.ruled_on)
    change_party.serve(acting=a.acting, change=a.row, on=on, now=a.now)


def _review(a: Asked) -> None:
    on = a.done_on("on", "申请日期", since=a.row.served_on)
    change_party.apply_review(acting=a.acting, change=a.row, applicant=a.text("applicant"), on=on, now=a.now)


def _sue(a: Asked) -> None:
    on = a.done_on("on", "起诉日期", since=a.row.served_on)
    change_party.sue(acting=a.acting, change=a.row, suit=a.text("suit"), on=on, now=a.now)


def _judgment(a: Asked) -> None:
    change_party.note_judgment(
        acting=a.acting,
        change=a.row,
        joined=a.text("joined") == "yes",
        outcome=a.text("outcome"),
        on=a.on,
        now=a.now,
    )


def _withdraw(a: Asked) -> None:
    change_party.withdraw(acting=a.acting, change=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _lacks(row: PartyChange, on: date) -> Sequence[Fault]:
    """What keeps the ground from holding; then it can only be rejected, or supplemented."""
    return change_party.judged(row).faults


def _against(act: ChangeAct) -> Any:
    def faults(row: PartyChange, on: date) -> Sequence[Fault]:
        facts = ChangeFacts(on=on, remedy=Remedy(row.remedy), until=row.remedy_until)
        return reasons(CHANGE_LIFE, _S(row.state), act, facts)

    return faults


def _ruling_inputs(row: PartyChange) -> Sequence[Input]:
    return (
        *panel_inputs(row.court_id, (row.case.officer_id, *row.past_panel)),
        Input("heard_on", gettext_noop("听证日期"), "date", required=False),
        Input("clear", gettext_noop("事实清楚、争议不大，不组成合议庭、不听证"), "check"),
        REASON,
    )


def _supplement_inputs(row: PartyChange) -> Sequence[Input]:
    rule = ground(row.ground)
    missing = [(key, evidence_titles()[key]) for key in rule.evidence if key not in row.found["evidence"]]
    inputs = [Input("evidence", gettext_noop("补交的材料"), "checks", required=False, options=missing)]
    if rule.insolvent and not row.found["insolvency_shown"]:
        inputs.append(Input("insolvency_shown", gettext_noop("已查明被执行人的财产不足以清偿债务"), "check"))
    if rule.ceiling is not Ceiling.NONE:
        inputs.append(Input("ceiling", gettext_noop("责任限额（元）"), required=False))
    return inputs


def _on(label: str) -> Input:
    return Input("on", label, "date")


def _opens(*acts: ChangeAct) -> Any:
    return in_table(CHANGE_LIFE, ChangeState, *acts)


_JOINED = (("no", gettext_noop("不变更、不追加")), ("yes", gettext_noop("变更、追加")))
DOINGS = (
    Doing(
        "grant",
        gettext_noop("裁定变更、追加"),
        "party_change.rule",
        _grant,
        _opens(_A.GRANT),
        _ruling_inputs,
        _lacks,
    ),
    Doing("reject", gettext_noop("裁定驳回"), "party_change.rule", _reject, _opens(_A.REJECT), _ruling_inputs),
    Doing(
        "supplement",
        gettext_noop("登记补充材料"),
        "party_change.enter",
        _supplement,
        _opens(_A.GRANT),
        _supplement_inputs,
    ),
    Doing(
        "serve",
        gettext_noop("登记送达"),
        "party_change.record",
        _serve,
        _opens(_A.SERVE),
        lambda row: (_on(gettext_noop("送达日期")),),
    ),
    Doing(
        "review",
        gettext_noop("登记复议申请并报送案卷"),
        "party_change.record",
        _review,
        lambda row: row.state == _S.SERVED and row.remedy == Remedy.REVIEW,
        lambda row: (Input("applicant", gettext_noop("复议申请人")), _on(gettext_noop("申请日期"))),
        _against(_A.APPLY_REVIEW),
    ),
    Doing(
        "sue",
        gettext_noop("登记执行异议之诉"),
        "party_change.record",
        _sue,
        lambda row: row.state == _S.SERVED and row.remedy == Remedy.SUIT,
        lambda row: (Input("suit", gettext_noop("诉讼的案号和原告")), _on(gettext_noop("起诉日期"))),
        _against(_A.SUE),
    ),
    Doing(
        "judgment",
        gettext_noop("登记生效判决"),
        "party_change.record",
        _judgment,
        _opens(_A.JUDGED),
        lambda row: (
            Input("joined", gettext_noop("判决结果"), "choice", options=_JOINED),
            Input("outcome", gettext_noop("判决书文号和结果")),
        ),
    ),
    Doing(
        "withdraw",
        gettext_noop("准予撤回"),
        "party_change.record",
        _withdraw,
        _opens(_A.WITHDRAW),
        lambda row: (REASON,),
        danger=True,
    ),
)


def shown(row: PartyChange, on: date) -> Shown:
    """What the page says of it."""
    rule, opinion = ground(row.ground), change_party.judged(row)
    looked_into = row.state == _S.APPLIED
    shown_papers = "、".join(_(evidence_titles()[key]) for key in row.found["evidence"])
    texts = [(_("法定事由"), f"{_(rule.title)}\n{row.basis}"), (_("责任范围"), opinion.words)]
    texts.append((_("已提交的材料"), shown_papers or "—"))
    if row.ruling:
        words = _("裁定变更、追加") if row.granted else _("裁定驳回")
        texts.append((_("裁定"), f"{words} {row.ruled_on}\n{row.ruling}"))
    if row.suit or row.outcome:
        texts.append((_("复议、诉讼"), "\n".join(filter(None, (row.suit, row.outcome)))))
    by_suit = rule.remedy is Remedy.SUIT
    return Shown(
        heading=f"{_('变更、追加当事人')} {row.number}",
        facts=(
            said(_("申请人"), row.applicant),
            said(_("现当事人"), row.present.label, _(FORM_WORDS[DebtorForm(row.found["form"])])),
            said(_("被申请人"), row.joining.name, _(str(row.joining.get_kind_display()))),
            said(_("责任限额"), money.display(row.ceiling_fen) if row.ceiling_fen else ""),
            said(_("受理"), row.applied_on),
            said(_("听证"), row.heard_on, _("事实清楚、争议不大，未听证") if row.clear else ""),
            said(_("合议庭"), names_of(row.panel)),
            said(_("裁定送达"), row.served_on),
            said(_("起诉至") if by_suit else _("申请复议至"), row.remedy_until),
            said(_("效力"), _("已被推翻") if row.overturned else ""),
        ),
        texts=texts,
        due_on=day_of(row),
        case=row.case,
        letters=about_row(row.case, f"party_change:{row.pk}"),
        history=history(row.case_id, acts=("party_change.", "party."), pk=row.pk, keys=("change",)),
        papers=papers_of(row.case_id, row.number),
        lacking=opinion.faults if looked_into else (),
        lacking_title=_("按现有材料，事由尚不成立"),
    )


KIND = Kind("changes", gettext_noop("变更、追加当事人"), READS, find, turn, DOINGS, shown)
