"""Things added by hand (a report, a clue, an inspection), and what a thing is worth."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base import money
from duixian.base.faults import BadInput, Fault
from duixian.domain.assets.models import Asset, Source
from duixian.domain.assets.services import subjects
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases.acts import own_case
from duixian.faces.desk.days import need_day
from duixian.flows.enter_asset import enter as enter_asset
from duixian.flows.value_asset import value_asset
from duixian.law.control import HoldingKind


@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Put down a thing that no agency told of: whose, what, where, who told."""
    officer, case, form = officers.of(request), own_case(request, pk), request.POST
    owner = next((one for one in subjects.liable([pk]).get(pk, []) if str(one.pk) == form.get("person")), None)
    if owner is None:
        raise BadInput(Fault("asset.owner", "请选择被执行人", "从本案被执行人中选择", field="被执行人"))
    kind, source = form.get("kind", ""), form.get("source", "")
    if kind not in set(HoldingKind) or source not in Source.values:
        raise BadInput(Fault("asset.kind", "请选择财产种类和来源", "从列表中选择", field="财产种类", value=kind))
    made = enter_asset(
        acting=officer.acting(),
        case=case,
        person=owner,
        kind=HoldingKind(kind),
        source=Source(source),
        title=form.get("title", ""),
        note=form.get("note", ""),
        now=localtime(),
    )
    return _back(request, pk, made, _("已登记“{title}”。").format(title=made.title))


@require_POST
def value(request: HttpRequest, pk: int, asset_id: int) -> HttpResponse:
    """State what a thing is worth, how that was found and when."""
    officer, case = officers.of(request), own_case(request, pk)
    owners = [person.pk for person in subjects.liable([pk]).get(pk, [])]
    asset = Asset.objects.filter(pk=asset_id, court_id=case.court_id, person_id__in=owners).first()
    if asset is None:
        raise Http404
    stated = value_asset(
        acting=officer.acting(),
        asset=asset,
        value=money.fen(request.POST.get("value", ""), field="价值"),
        source=request.POST.get("source", ""),
        valued_on=need_day(request.POST.get("on", ""), field="确定日期"),
        on=localdate(),
        now=localtime(),
    )
    note = _("已登记价值 {sum}，可供执行 {counts}。").format(
        sum=money.display(stated.value_fen or 0), counts=money.display(stated.counts_fen)
    )
    return _back(request, pk, asset, note)


def _back(request: HttpRequest, pk: int, asset: Asset, note: str) -> HttpResponse:
    return done(request, f"{reverse('desk:case_tab', args=[pk, 'assets'])}#asset-{asset.pk}", note)
