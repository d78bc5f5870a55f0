"""The tab of a case: acts against enforcement, summonses, measures, and the forms that enter and propose them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Case, Party
from duixian.domain.courts.policies import may, require
from duixian.domain.measures.models import CircumstanceKind, Measure, Misconduct, Summons
from duixian.domain.measures.selectors import measures as reading
from duixian.domain.measures.services import conduct
from duixian.domain.measures.services.measures import Order
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person, PersonKind
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases.acts import own_case
from duixian.faces.desk.measures.lights import of_measure
from duixian.faces.desk.measures.typed import Typed
from duixian.flows.measures.propose import propose
from duixian.flows.measures.summon import summon
from duixian.law.measures import Capacity, MeasureKind, MisconductKind


def fill(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the tab shows."""
    officer = officers.of(request)
    acting = officer.acting()
    today, now = localdate(), localtime()
    own = case.court_id == officer.court_id
    return {
        "measures": [{"measure": row, "light": of_measure(row, on=today, now=now)} for row in reading.of_case(case.pk)],
        "conducts": list(Misconduct.objects.filter(case=case).select_related("person")),
        "summonses": list(Summons.objects.filter(case=case).select_related("person")),
        "people": people_of(case),
        "kinds": Measure.Kind.choices,
        "capacities": Measure.Capacity.choices,
        "conduct_kinds": Misconduct.Kind.choices,
        "circumstance_kinds": CircumstanceKind.choices,
        "may_propose": own and may(acting, "measure.propose"),
        "may_note": own and may(acting, "measure.note"),
        "now": now,
    }


def people_of(case: Case) -> list[Person]:
    """Whoever a measure of a case may name: its parties, and who stands behind acts and measures entered already."""
    ids = set(Party.objects.filter(case=case).exclude(role="applicant").values_list("person_id", flat=True))
    ids |= set(Misconduct.objects.filter(case=case).values_list("person_id", flat=True))
    ids |= set(Measure.objects.filter(case=case).values_list("person_id", flat=True))
    return list(Person.objects.filter(pk__in=ids).order_by("sort_key", "pk"))


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Enter an act, a summons, what became of it, or a circumstance; or propose a measure."""
    case = own_case(request, pk)
    if name not in _ACTS:
        raise Http404
    note = _ACTS[name](request, case, Typed(request.POST))
    return done(request, reverse("desk:case_tab", args=[pk, "measures"]), note)


def _named(request: HttpRequest, case: Case, typed: Typed) -> Person:
    """The person chosen, or one who is no party and is entered here with a number that was checked."""
    if not typed.text("new_name"):
        return _person(case, typed)
    acting = officers.of(request).acting()
    require(acting, "measure.note", of_court=case.court_id)  # before anybody is entered
    if not typed.text("new_number"):
        raise BadInput(Fault("measure.no_identity", "须填写证件号码", "请补全证件号码", field="措施对象"))
    kind = typed.text("new_kind")
    return parties.enter(
        acting=acting,
        kind=kind if kind in PersonKind.values else PersonKind.NATURAL,
        name=typed.text("new_name"),
        id_number=typed.text("new_number"),
    )


def _person(case: Case, typed: Typed, name: str = "person") -> Person:
    found = next((one for one in people_of(case) if str(one.pk) == typed.text(name)), None)
    if found is None:
        raise BadInput(Fault("measure.person", "请选择措施对象", "从本案人员中选择", field="措施对象"))
    return found


def _conduct(request: HttpRequest, case: Case, typed: Typed) -> str:
    if typed.text("kind") not in Misconduct.Kind.values:
        raise BadInput(Fault("misconduct.kind", "请选择行为的种类", "从列表中选择", field="行为"))
    conduct.note_misconduct(
        acting=officers.of(request).acting(),
        case=case,
        person=_named(request, case, typed),
        kind=MisconductKind(typed.text("kind")),
        done_on=typed.day("done_on", "行为日期"),
        what=typed.text("what"),
        evidence=typed.text("evidence"),
        on=localdate(),
        now=localtime(),
        ordered_by=typed.day("ordered_by", "指定期限") if typed.text("ordered_by") else None,
    )
    return _("已登记行为。")


def _summon(request: HttpRequest, case: Case, typed: Typed) -> str:
    summon(
        acting=officers.of(request).acting(),
        case=case,
        person=_named(request, case, typed),
        reason=typed.text("reason"),
        place=typed.text("place"),
        summoned_for=typed.minute("summoned_for", "传唤时间"),
        on=localdate(),
        now=localtime(),
    )
    return _("传票已制作，请送达。")


def _summons_of(case: Case, typed: Typed) -> Summons:
    found = Summons.objects.filter(case=case, pk=typed.whole("summons", "传票") or 0).first()
    if found is None:
        raise BadInput(Fault("summons.missing", "请选择传票", "从列表中选择", field="传票"))
    return found


def _served(request: HttpRequest, case: Case, typed: Typed) -> str:
    conduct.note_service(
        acting=officers.of(request).acting(),
        summons=_summons_of(case, typed),
        on=typed.day("on", "送达日期"),
        how=typed.text("how"),
        now=localtime(),
    )
    return _("已登记送达。")


def _attended(request: HttpRequest, case: Case, typed: Typed) -> str:
    conduct.note_attendance(
        acting=officers.of(request).acting(),
        summons=_summons_of(case, typed),
        came=typed.text("came") == "yes",
        excuse=typed.text("excuse"),
        now=localtime(),
    )
    return _("已登记是否到场。")


def _circumstance(request: HttpRequest, case: Case, typed: Typed) -> str:
    if typed.text("kind") not in CircumstanceKind.values:
        raise BadInput(Fault("circumstance.kind", "请选择情况", "从列表中选择", field="情况"))
    conduct.note_circumstance(
        acting=officers.of(request).acting(),
        person=_named(request, case, typed),
        kind=typed.text("kind"),
        since=typed.day("since", "自何日起"),
        source=typed.text("source"),
        now=localtime(),
        permission=typed.text("permission"),
    )
    return _("已登记。")


def _propose(request: HttpRequest, case: Case, typed: Typed) -> str:
    if typed.text("kind") not in Measure.Kind.values or typed.text("capacity") not in Measure.Capacity.values:
        raise BadInput(Fault("measure.kind", "请选择措施和身份", "从列表中选择", field="措施"))
    chosen = typed.whole("misconduct", "行为")
    summons = typed.whole("summons", "传票")
    measure = propose(
        acting=officers.of(request).acting(),
        case=case,
        person=_named(request, case, typed),
        order=Order(
            kind=MeasureKind(typed.text("kind")),
            grounds=typed.text("grounds"),
            capacity=Capacity(typed.text("capacity")),
            represents=_person(case, typed, "represents") if typed.text("represents") else None,
            misconduct=Misconduct.objects.filter(case=case, pk=chosen).first() if chosen else None,
            summons=Summons.objects.filter(case=case, pk=summons).first() if summons else None,
            amount=typed.fen("amount", "罚款金额"),
            days=typed.whole("days", "拘留日数"),
            until=typed.day("until", "届满日") if typed.text("until") else None,
            place=typed.text("place"),
            complex_case=typed.ticked("complex_case"),
        ),
        on=localdate(),
        now=localtime(),
    )
    return _("已呈请{kind}，待院长审批。").format(kind=_(measure.get_kind_display()))


_ACTS = {
    "conduct": _conduct,
    "summon": _summon,
    "served": _served,
    "attended": _attended,
    "circumstance": _circumstance,
    "propose": _propose,
}
