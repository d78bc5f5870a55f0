"""Agencies that may ask, their keys, the calls the look-up server wrote down, and what agencies report back."""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.courts.policies import require
from duixian.domain.lists.models import AgencyFeedback, ScreeningAgency, ScreeningCall, ScreeningKey
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.screening import purpose

KEY_PREFIX = "dxs_"
"""So that a key that leaks into a log is recognised as one."""

LONGEST_DAYS = 365


def enter(
    *,
    acting: Acting,
    code: str,
    name: str,
    purposes: Collection[str],
    daily_quota: int,
    minute_quota: int,
    now: datetime,
) -> ScreeningAgency:
    """Enter an agency, or change what it may ask for and how much. `daily_quota`: identities; `minute_quota`: calls.

    Raises `BadInput` for an empty code or name, no purpose, or a quota below one; `Refused` for a purpose the law does
    not name.
    """
    require(acting, "screening.agency")
    faults = [
        Fault(f"screening.{key}", "{label}不能为空", "请填写", field=label, data={"label": label})
        for key, label, given in (("code", "机构代码", code.strip()), ("name", "机构名称", name.strip()))
        if not given
    ]
    if not purposes:
        faults.append(Fault("screening.purposes", "至少选择一个查询用途", "请按法定用途选择", field="查询用途"))
    for label, quota in (("每日限额", daily_quota), ("每分钟限额", minute_quota)):
        if quota < 1:
            faults.append(Fault("screening.quota", "限额须为正整数", "请填写不小于 1 的整数", label, str(quota)))
    if faults:
        raise BadInput.of(faults)
    for one in purposes:
        purpose(one)
    agency, _ = ScreeningAgency.objects.update_or_create(
        code=code.strip(),
        defaults={
            "name": name.strip(),
            "purposes": sorted(set(purposes)),
            "daily_quota": daily_quota,
            "minute_quota": minute_quota,
            "active": True,
        },
        create_defaults={
            "name": name.strip(),
            "purposes": sorted(set(purposes)),
            "daily_quota": daily_quota,
            "minute_quota": minute_quota,
            "entered_by": acting.code,
            "entered_at": now,
        },
    )
    _record(acting, "screening.agency", agency, now, purposes=agency.purposes, daily=daily_quota, minute=minute_quota)
    return agency


def shut_out(*, acting: Acting, agency: ScreeningAgency, reason: str, now: datetime) -> None:
    """Take an agency's right to ask; its keys open nothing from now on. Raises `Refused` without a reason."""
    require(acting, "screening.agency")
    if not reason.strip():
        raise Refused(Fault("screening.reason", "须写明停用理由", "请填写理由", field="理由"))
    ScreeningAgency.objects.filter(pk=agency.pk).update(active=False)
    _record(acting, "screening.shut_out", agency, now, reason=reason.strip())


def issue_key(
    *, acting: Acting, agency: ScreeningAgency, name: str, days: int, now: datetime
) -> tuple[ScreeningKey, str]:
    """A new key of an agency; the second value is the key itself, shown once and kept nowhere.

    Raises `BadInput` for an empty name or a life outside 1 to 365 days.
    """
    require(acting, "screening.agency")
    if not name.strip() or not 1 <= days <= LONGEST_DAYS:
        raise BadInput(
            Fault(
                "screening.key",
                "须写明密钥用途，有效期为 1 至 {most} 天",
                "请更正",
                field="有效期",
                value=str(days),
                data={"most": LONGEST_DAYS},
            )
        )
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    row = ScreeningKey.objects.create(
        agency=agency,
        name=name.strip()[:60],
        sha256=digest_of(key),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    _record(acting, "screening.key", agency, now, key=row.pk, name=row.name, expires=row.expires_at.isoformat())
    return row, key


def revoke_key(*, acting: Acting, key: ScreeningKey, now: datetime) -> None:
    """A key opens nothing from now on. Revoking twice changes nothing."""
    require(acting, "screening.agency")
    if ScreeningKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        _record(acting, "screening.revoke", key.agency, now, key=key.pk)


def digest_of(key: str) -> str:
    """The form in which a key is kept."""
    return hashlib.sha256(key.encode()).hexdigest()


def ship(calls: Iterable[ScreeningCall]) -> int:
    """Keep calls the look-up server has written down; those already kept are left alone. Returns how many were new.

    The server's file is the first record and this table its copy: whoever ships after a crash ships again from the last
    line he is sure of.
    """
    rows = list(calls)
    before = _kept(rows)
    ScreeningCall.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    return _kept(rows) - before


def _kept(rows: Collection[ScreeningCall]) -> int:
    return ScreeningCall.objects.filter(pk__in=[row.pk for row in rows]).count()


def tell(
    *,
    court_id: int,
    agency: ScreeningAgency,
    call: UUID,
    entry: UUID,
    did: str,
    what: str,
    on: date,
    now: datetime,
) -> AgencyFeedback:
    """What an agency did upon a hit of one of its calls, or that it was somebody else. `court_id`: the court that
    published the entry, whose scope the caller has opened (`flows.lists.take_feedback`).

    Raises `BadInput` for a call that is not the agency's or did not name the entry, an unknown answer, a day in the
    future; `Refused` when it was told before.
    """
    known = ScreeningCall.objects.filter(pk=call, agency=agency).first()
    if known is None or str(entry) not in {hit["entry"] for hit in known.hits}:
        raise BadInput(
            Fault("feedback.call", "这次查询没有命中该条目", "请使用查询结果中的编号", field="call", value=str(call))
        )
    if did not in AgencyFeedback.Did.values:
        raise BadInput(
            Fault(
                "feedback.did",
                "没有这种处理结果",
                "可用：{known}",
                field="did",
                value=did[:40],
                data={"known": "、".join(f"{value} {label}" for value, label in AgencyFeedback.Did.choices)},
            )
        )
    if on > timezone.localdate(now):
        raise BadInput(Fault("feedback.day", "处理日期在将来", "请更正日期", field="on", value=on.isoformat()))
    if AgencyFeedback.objects.filter(agency=agency, call=call, entry=entry).exists():
        raise Refused(Fault("feedback.told", "该命中已经反馈", "每次命中反馈一次", field="call", value=str(call)))
    feedback = AgencyFeedback.objects.create(
        court_id=court_id,
        agency=agency,
        call=call,
        entry=entry,
        did=did,
        what=what.strip()[:200],
        on=on,
        at=now,
    )
    trail.record(
        acting=Acting.system(court_id, "screening"),
        act="screening.feedback",
        now=now,
        ground="《失信被执行人名单规定》第8条",
        subject=f"entry:{entry}",
        payload={"agency": agency.code, "did": did, "call": str(call)},
    )
    return feedback


def answer(*, acting: Acting, feedback: AgencyFeedback, answer: str, now: datetime) -> AgencyFeedback:
    """The court answers what an agency reported: what was found, what was corrected. Raises `Refused` without words, or
    when it was answered."""
    require(acting, "screening.answer", of_court=feedback.court_id)
    if not answer.strip():
        raise Refused(Fault("feedback.answer", "须写明核查结果", "请填写核查情况和处理", field="答复"))
    changed = AgencyFeedback.objects.filter(pk=feedback.pk, answered_at=None).update(
        answered_by_id=acting.officer_id, answered_at=now, answer=answer.strip()[:300]
    )
    if not changed:
        raise Refused(
            Fault("feedback.answered", "该反馈已经答复", "请刷新后查看", field="反馈", value=str(feedback.pk))
        )
    trail.record(
        acting=acting,
        act="screening.answer",
        now=now,
        ground="《失信被执行人名单规定》第9条",
        subject=f"entry:{feedback.entry}",
        payload={"feedback": feedback.pk, "answer": answer.strip()},
    )
    feedback.refresh_from_db()
    return feedback


def _record(acting: Acting, act: str, agency: ScreeningAgency, now: datetime, **payload: object) -> None:
    trail.record(acting=acting, act=act, now=now, payload={"agency": agency.code, **payload})
