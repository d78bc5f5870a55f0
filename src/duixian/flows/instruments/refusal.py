"""Papers of refusal cases: the warning, what goes to the police, the notice that the creditor may prosecute himself."""

from datetime import date, datetime

from duixian.base.money import display
from duixian.connectors.typesetting import Kind, RefusalPaper
from duixian.connectors.typesetting.instruments import Heading
from duixian.connectors.typesetting.instruments import Instrument as Facts
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.documents.models import Instrument
from duixian.domain.refusals.models import PrivateProsecution, RefusalCase
from duixian.domain.refusals.selectors import library
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import frame
from duixian.flows.instruments.frame import Wanted
from duixian.flows.lists.publish import duty_of
from duixian.law.refusal import Conduct, Pack, Proof, Unwarned, conducts, graves, packs, proofs, unwarned

Lines = tuple[tuple[str, str], ...]
Exhibits = tuple[tuple[str, str, str, str, str], ...]
_REFER = "法发〔2025〕8号第1-6条"


def issue_warning(
    *, acting: Acting, refusal: RefusalCase, found: str, days: int, on: date, now: datetime
) -> Instrument:
    """涉嫌拒执犯罪告知书. Raises `BadInput` for what cannot be printed: then nobody is warned."""
    row = conducts()[Conduct(refusal.conduct)]
    basis = f"《刑法》第三百一十三条、{row.citation}"
    lines = (("应当履行", duty_of(refusal.case)),)
    one = _wanted(refusal, Kind.REFUSAL_WARNING, refusal.person.name, found, basis, days=days, lines=lines)
    return frame.keep(acting=acting, wanted=[one], on=on, now=now)[0]


def issue_referral(
    *, acting: Acting, refusal: RefusalCase, found: str, on: date, now: datetime
) -> tuple[Instrument, Instrument, Instrument]:
    """移送函, 执行情况说明 and the list of the five packs. Raises `BadInput` for what cannot be printed."""
    wanted = [
        _wanted(refusal, Kind.REFUSAL_REFERRAL, refusal.police, found, _REFER, lines=_accused(refusal)),
        _wanted(refusal, Kind.REFUSAL_STATEMENT, "", found, _REFER, lines=statement_of(refusal)),
        _wanted(refusal, Kind.REFUSAL_EVIDENCE, "", found, _REFER, exhibits=exhibits_of(refusal)),
    ]
    letter, statement, exhibits = frame.keep(acting=acting, wanted=wanted, on=on, now=now)
    return letter, statement, exhibits


def issue_private_notice(
    *, acting: Acting, prosecution: PrivateProsecution, on: date, now: datetime
) -> Instrument | None:
    """提起自诉告知书, to the applicants; the right does not wait for a glyph: then none, and the trail says why."""
    refusal = library.whole(prosecution.refusal_id)
    basis = "法释〔2024〕13号第十四条、《刑事诉讼法》第二百一十条第三项、法〔2018〕147号"
    lines: Lines = (("情　　形", prosecution.get_ground_display()),)
    if prosecution.complained_on is not None:
        lines += (("材料接受日", f"{prosecution.complained_on.isoformat()}（{prosecution.complaint}）"),)
    to = "、".join(frame.names_of(refusal.case, CaseRole.APPLICANT))
    found = f"现有{prosecution.get_ground_display()}的情形"
    one = _wanted(refusal, Kind.PRIVATE_NOTICE, to, found, basis, lines=lines)
    made = frame.keep_if_printable(acting=acting, wanted=[one], on=on, now=now)
    return made[0] if made else None


def statement_of(refusal: RefusalCase) -> Lines:
    """What the statement of enforcement says, line by line."""
    case = refusal.case
    lines = [
        ("应当履行", duty_of(case)),
        ("文书生效日", case.title.effective_on.isoformat()),
        ("履行能力", f"扣除生活必需费用后可供履行{display(refusal.able_fen)}" if refusal.able else "见证据清单"),
        ("已采取的措施", refusal.tried),
        ("行为时间", " 至 ".join(str(day) for day in (refusal.done_from, refusal.done_until) if day)),
    ]
    warning = library.last_warning(refusal.pk)
    if warning is not None and warning.served_on is not None:
        said = f"{warning.served_on.isoformat()}送达，期限至{warning.until}：{warning.get_outcome_display()}"
        lines.append(("预告知", said))
    elif refusal.unwarned:
        lines.append(("未经预告知", unwarned()[Unwarned(refusal.unwarned)].title))
    paid = sum(row.paid_fen for row in refusal.performances.all())
    lines.append(("告知后履行", display(paid)))
    return tuple((label, text) for label, text in lines if text)


def exhibits_of(refusal: RefusalCase) -> Exhibits:
    """Every exhibit that stands, pack by pack: statement, source, where, the head of its fingerprint."""
    order = list(Pack)
    table, names = proofs(), packs()
    standing = sorted(
        library.evidence_of(refusal.pk), key=lambda item: (order.index(table[Proof(item.proof)].pack), item.pk)
    )
    return tuple(
        (
            names[table[Proof(item.proof)].pack],
            item.statement,
            item.source,
            place_of(item.rows, item.pages),
            item.sha256[:12] or "—",
        )
        for item in standing
    )


def place_of(rows: list[int], pages: list[int]) -> str:
    """Rows and pages in words."""
    said = [f"第{'、'.join(map(str, rows))}行"] if rows else []
    said += [f"第{'、'.join(map(str, pages))}页"] if pages else []
    return "，".join(said) or "附文件"


def _accused(refusal: RefusalCase) -> Lines:
    row = conducts()[Conduct(refusal.conduct)]
    lines = [("身　　份", refusal.get_capacity_display()), ("行　　为", row.title), ("依　　据", str(row.citation))]
    lines += [("情节特别严重", graves()[name].title) for name in graves() if name in refusal.graves]
    if refusal.principal is not None:
        lines.append(("共同犯罪", f"与{refusal.principal.person.name}：{refusal.colluded}"))
    return tuple(lines)


def _wanted(
    refusal: RefusalCase,
    kind: Kind,
    to: str,
    found: str,
    basis: str,
    *,
    days: int = 0,
    lines: Lines = (),
    exhibits: Exhibits = (),
) -> Wanted:
    case = Case.objects.select_related("court", "officer", "title").get(pk=refusal.case_id)
    matter, person = frame.matter_of(case), frame.named(refusal.person)

    def facts(heading: Heading) -> Facts:
        return RefusalPaper(
            kind=kind,
            heading=heading,
            matter=matter,
            person=person,
            to=to,
            found=found,
            basis=basis,
            days=days,
            lines=lines,
            exhibits=exhibits,
        )

    return Wanted(case, facts)
