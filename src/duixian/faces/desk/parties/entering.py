"""Applying to change or add a party, in two steps: the ground from the closed list, then what that ground asks for."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Case, CaseRole, Party
from duixian.domain.courts.policies import require
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person, PersonKind
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.measures.typed import Typed
from duixian.faces.desk.proceedings.records import Asked
from duixian.flows import change_party
from duixian.law.parties_change import Ceiling, DebtorForm, Ground, Side, evidence_titles, ground, grounds, refused
from duixian.law.parties_change.grounds import CEILING_WORDS, FORM_WORDS

_KINDS: tuple[tuple[str, str], ...] = tuple((str(value), str(label)) for value, label in PersonKind.choices)


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The grounds, with who is expressly not on the list; with `ground`, the form of that ground."""
    case = _case(request, pk)
    chosen = request.GET.get("ground", "")
    if chosen:
        rule = ground(chosen)
        shown = {"case": case, "rule": rule, "inputs": inputs(case, rule), "now": localtime()}
        return render(request, "desk/parties/apply.html", shown)
    every = list(grounds().values())
    sides = [
        (gettext_noop("变更、追加申请执行人"), [one for one in every if one.side is Side.CREDITOR]),
        (gettext_noop("变更、追加被执行人"), [one for one in every if one.side is Side.DEBTOR]),
    ]
    shown = {
        "case": case,
        "sides": [(title, [(one, bool(_fitting(case, one))) for one in rows]) for title, rows in sides],
        "ceilings": CEILING_WORDS,
        "refused": list(refused().values()),
    }
    return render(request, "desk/parties/grounds.html", shown)


def inputs(case: Case, rule: Ground) -> Sequence[Input]:
    """What an application on this ground says, and nothing that it does not ask for."""
    present = _present(case, rule)
    joined = {party.person_id for party in present}
    others = [
        party.person
        for party in case.parties.select_related("person").order_by("position")
        if party.person_id not in joined
    ]
    people = [("", gettext_noop("不在本案人员中，另行登记")), *((str(one.pk), one.name) for one in others)]
    fitting = _fitting(case, rule) or rule.of
    forms = [(form.value, FORM_WORDS[form]) for form in DebtorForm if form in fitting]
    applicants = [
        party.person.name for party in case.parties.select_related("person") if party.role == CaseRole.APPLICANT
    ]
    found = [
        Input(
            "applicant",
            gettext_noop("申请人"),
            "listed",
            options=[(name, "") for name in applicants],
            value=applicants[0] if applicants and rule.side is Side.DEBTOR else "",
            hint=gettext_noop("申请执行人，或者其权利承受人"),
        ),
        Input("present", gettext_noop("现当事人"), "choice", options=[(str(one.pk), one.label) for one in present]),
        Input("form", gettext_noop("现当事人的性质"), "choice", options=forms),
        Input("joining", gettext_noop("被申请人"), "choice", required=False, options=people),
        Input("new_name", gettext_noop("另行登记：姓名或者名称"), required=False),
        Input("new_number", gettext_noop("另行登记：身份证号码或者统一社会信用代码"), required=False),
        Input("new_kind", gettext_noop("另行登记：种类"), "choice", required=False, options=_KINDS),
    ]
    if rule.ceiling is not Ceiling.NONE:
        found.append(Input("ceiling", gettext_noop("责任限额（元）"), required=False, hint=CEILING_WORDS[rule.ceiling]))
    found.append(
        Input(
            "evidence",
            gettext_noop("已提交的材料"),
            "checks",
            required=False,
            options=[(key, evidence_titles()[key]) for key in rule.evidence],
            hint=gettext_noop("缺少的可以在裁定前补交"),
        )
    )
    if rule.insolvent:
        found.append(Input("insolvency_shown", gettext_noop("已查明被执行人的财产不足以清偿债务"), "check"))
    if rule.id == "one_person_company":
        found.append(Input("one_person", gettext_noop("登记为只有一名股东的公司"), "check"))
        found.append(Input("separate", gettext_noop("股东已证明公司财产独立于其个人财产"), "check"))
    if rule.id == "divided":
        found.append(Input("agreed_otherwise", gettext_noop("分立前与申请执行人另有书面约定"), "check"))
    return found


@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the application in, and go to its page."""
    officer = officers.of_office(request, "party_change.enter")
    case = _case(request, pk)
    typed = Typed(request.POST)
    asked = Asked(officer.acting(), case, typed, localdate(), localtime())
    rule = ground(asked.text("ground"))
    present = next((one for one in _present(case, rule) if str(one.pk) == asked.text("present")), None)
    if present is None:
        raise BadInput(Fault("party_change.nobody", "请选择现当事人", "从列表中选择", field="现当事人"))
    made = change_party.apply(
        acting=asked.acting,
        case=case,
        ground_id=rule.id,
        present=present,
        form=asked.one_of("form", "现当事人的性质", DebtorForm),
        joining=_joining(asked, case),
        applicant=asked.text("applicant"),
        evidence=[key for key in typed.several("evidence") if key in rule.evidence],
        insolvency_shown=typed.ticked("insolvency_shown"),
        ceiling=typed.fen("ceiling", "责任限额"),
        one_person=typed.ticked("one_person"),
        separate=typed.ticked("separate"),
        agreed_otherwise=typed.ticked("agreed_otherwise"),
        on=asked.on,
        now=asked.now,
    )
    note = _("已受理申请，审查期限至 {day}。").format(day=made.due_on.isoformat())
    return done(request, reverse("desk:proceeding", args=["changes", made.pk]), note)


def _joining(asked: Asked, case: Case) -> Person:
    """Somebody of the case, or one who is entered here with a number that was checked. Raises `BadInput`."""
    if not asked.text("new_name"):
        party = next(
            (one for one in case.parties.select_related("person") if str(one.person_id) == asked.text("joining")), None
        )
        if party is None:
            raise BadInput(
                Fault("party_change.joining", "请选择或者登记被申请人", "填写姓名和证件号码", field="被申请人")
            )
        return party.person
    require(asked.acting, "party_change.enter", of_court=case.court_id)  # before anybody is entered
    if not asked.text("new_number"):
        raise BadInput(
            Fault("party_change.no_identity", "须填写证件号码", "请补全被申请人的证件号码", field="被申请人")
        )
    kind = asked.text("new_kind")
    return parties.enter(
        acting=asked.acting,
        kind=kind if kind in PersonKind.values else PersonKind.NATURAL,
        name=asked.text("new_name"),
        id_number=asked.text("new_number"),
    )


def _fitting(case: Case, rule: Ground) -> frozenset[DebtorForm]:
    """What a present party of the ground's side may be in law, of the forms the ground is for; empty: nobody."""
    kinds = {party.person.kind for party in _present(case, rule)}
    return rule.of & {form for kind in kinds for form in change_party.forms_of(kind)}


def _present(case: Case, rule: Ground) -> list[Party]:
    role = CaseRole.APPLICANT if rule.side is Side.CREDITOR else CaseRole.DEBTOR
    return list(case.parties.filter(role=role).select_related("person").order_by("position"))


def _case(request: HttpRequest, pk: int) -> Case:
    officer = officers.of_office(request, "party_change.enter")
    case = Case.objects.select_related("court", "officer").filter(pk=pk, court_id=officer.court_id).first()
    if case is None:
        raise Http404
    return case
