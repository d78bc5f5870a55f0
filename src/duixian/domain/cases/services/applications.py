"""Applications as received: kept, supplemented, decided (执行规定 16)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from duixian.base.faults import Fault, Refused
from duixian.base.procedure import Allowed
from duixian.domain.cases.models import Application
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


def receive(
    *,
    acting: Acting,
    draft: Mapping[str, Any],
    about: Mapping[str, Any],
    applicant: str,
    debtor: str,
    title_number: str,
    on: date,
    due_on: date,
    now: datetime,
) -> Application:
    """Take an application in; from this day the seven days run."""
    require(acting, "case.file")
    assert acting.officer_id is not None, "only an officer receives applications"
    trail.take_turn(acting.court_id)
    kept = Application.objects.create(
        court_id=acting.court_id,
        received_on=on,
        received_by_id=acting.officer_id,
        applicant=applicant[:200],
        debtor=debtor[:200],
        title_number=title_number[:80],
        draft=dict(draft),
        about=dict(about),
        due_on=due_on,
    )
    _note(acting, kept, "receive", "", now, {"title": title_number, "due": due_on.isoformat()})
    return kept


def move(
    *, acting: Acting, application: Application, act: str, verdict: Allowed, now: datetime, **changes: Any
) -> Application:
    """Carry out what the table allowed, with the columns it sets. Raises `Refused` when it moved meanwhile."""
    trail.take_turn(application.court_id)
    changed = Application.objects.filter(pk=application.pk, state=application.state).update(
        state=verdict.target, **changes
    )
    if not changed:
        raise Refused(
            Fault("application.moved_on", "该申请已被他人处理", "请刷新后重试", "申请", application.title_number)
        )
    noted = {key: str(value) for key, value in changes.items() if key in ("refusal", "supplement", "case_id")}
    _note(acting, application, act, verdict.basis, now, {"from": application.state, **noted})
    application.refresh_from_db()
    return application


def keep_examined(
    *, application: Application, examined: Sequence[Mapping[str, str]], warnings: Sequence[Mapping[str, str]]
) -> None:
    """Keep what was found on the conditions, and what the officer was told."""
    Application.objects.filter(pk=application.pk).update(examined=list(examined), warnings=list(warnings))
    application.refresh_from_db()


def _note(
    acting: Acting, application: Application, act: str, ground: str, now: datetime, payload: Mapping[str, Any]
) -> None:
    trail.record(
        acting=acting,
        act=f"application.{act}",
        now=now,
        ground=ground or "《执行工作若干问题的规定（试行）》第16条",
        subject=f"application:{application.pk}",
        payload=payload,
    )
