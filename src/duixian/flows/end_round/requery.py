"""The searches every half year for five years after the end of a round, and telling the applicant what came of each
(法〔2016〕373号 art. 9)."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.days import add_months_clipped
from duixian.base.faults import Refused
from duixian.domain.assets.models import AssetSearch, ControlOrder, OrderState, SearchBatch
from duixian.domain.cases import rounds
from duixian.domain.cases.models import Case, RoundEnd, RoundEndQuery
from duixian.domain.cases.services import course, ending
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import search_assets
from duixian.flows.end_round.gather import gather
from duixian.flows.instruments.ending import issue_requery_notice
from duixian.flows.open_nodes import open_nodes
from duixian.law import periods
from duixian.law.ending import found_again

_WAITS = (OrderState.DRAFT, OrderState.APPROVED, OrderState.SENT)


def requery_due(*, court_id: int, on: date, now: datetime) -> SearchBatch | None:
    """Launch the searches that are due by a day as one batch. A case that cannot be searched stays due, with its reason
    in the batch; None when nothing was launched."""
    acting = Acting.system(court_id, "requery")
    with transaction.atomic():
        trail.take_turn(court_id)
        due = {ended.case_id: ended for ended in rounds.requeries_due(court_id=court_id, on=on)}
        if not due:
            return None
        made = rounds.queries_made(ended.pk for ended in due.values())
        try:
            with transaction.atomic():
                batch = search_assets.search_many(
                    cases=[ended.case for ended in due.values()],
                    acting=acting,
                    now=now,
                    title=f"终本案件定期查询（{on.isoformat()}）",
                    ground=ending.QUERY_BASIS,
                    reason="终本后每六个月查询一次",
                )
        except Refused:
            return None  # nobody can be asked: the limits stay open, and red
        for search in AssetSearch.objects.filter(batch=batch).order_by("pk"):
            ended = due[search.case_id]
            place = made.get(ended.pk, 0) + 1
            ending.note_query(
                acting=acting, ended=ended, place=place, search=search.pk, left_out=search.left_out, on=on, now=now
            )
            course.finish_node(case=ended.case, rule=rounds.REQUERY_NODE, on=on)
            _open_next(ended, place)
    return batch


def _open_next(ended: RoundEnd, place: int) -> None:
    """The next half year, counted from the end of the round and not from when somebody got round to the last search."""
    since = add_months_clipped(ended.ended_on, periods.rule(rounds.REQUERY_NODE).limit.amount * place)
    if since < ended.search_until:
        open_nodes(case=ended.case, rules=[rounds.REQUERY_NODE], since=since)


def tell_results(*, court_id: int, on: date, now: datetime) -> list[RoundEndQuery]:
    """Tell the applicants the results of searches of which nothing more will come; what was found proposes that the
    case be taken up again (`rounds.to_resume`)."""
    acting = Acting.system(court_id, "requery")
    told = []
    with transaction.atomic():
        trail.take_turn(court_id)
        for query in rounds.untold(court_id):
            if ControlOrder.objects.filter(search_id=query.search, state__in=_WAITS).exists():
                continue
            case = Case.objects.select_related("court", "officer", "title").get(pk=query.round_end.case_id)
            found = found_again(gather(case, on=on))
            paper = issue_requery_notice(acting=acting, query=query, found=found, on=on, now=now)
            told.append(
                ending.tell_query(
                    acting=acting,
                    query=query,
                    found=[
                        {
                            "asset": one.key,
                            "title": one.title,
                            "owner": one.owner,
                            "fen": _worth(one.cash, one.reachable, one.worth),
                        }
                        for one in found
                    ],
                    fen=sum(_worth(one.cash, one.reachable, one.worth) for one in found),
                    code=paper.verify_code if paper else "",
                    on=on,
                    now=now,
                )
            )
    return told


def _worth(cash: bool, reachable: int, worth: int) -> int:
    return reachable if cash else worth
