"""Founding courts, taking on staff, setting dated values."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from duixian.base.faults import BadInput, Fault
from duixian.domain.courts.models import Court, CourtSetting, Level, Officer, Role
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


def found_court(*, code: str, name: str, level: Level, parent: Court | None) -> Court:
    """Add a court to the tree, under `parent`, which must be of a higher level."""
    if parent is not None and parent.level >= level:
        raise BadInput(
            Fault("court.level", "上级法院的级别必须更高", "请核对上级法院", field="上级法院", value=parent.name)
        )
    court = Court.objects.create(code=code, name=name, level=level, parent=parent, path="")
    court.path = f"{parent.path if parent else '/'}{court.pk}/"
    court.save(update_fields=["path"])
    return court


def take_on(
    *, username: str, name: str, court: Court, roles: Iterable[str], password: str, acting: Acting, now: datetime
) -> Officer:
    """A new member of staff. Raises `BadInput` for a taken name or an unknown role."""
    require(acting, "court.staff", of_court=court.pk)
    held = list(roles)
    unknown = [role for role in held if role not in Role.values]
    if unknown:
        raise BadInput(
            Fault("staff.role", "没有这个岗位", "请从岗位列表中选择", field="岗位", value="、".join(unknown))
        )
    if Officer.objects.filter(username=username).exists():
        raise BadInput(Fault("staff.taken", "登录名已被使用", "请换一个登录名", field="登录名", value=username))
    officer = Officer.objects.create_user(username, password, name=name, court=court, roles=held)
    trail.record(acting=acting, act="staff.take_on", now=now, payload={"username": username, "roles": held})
    return officer


def set_value(
    *, court: Court, key: str, value: Any, since: date, source: str, acting: Acting, now: datetime
) -> CourtSetting:
    """Fix a value of the court from a day on. Whether it is lawful (never looser than national law) is asked of
    `duixian.law` by the caller's flow; here it is kept, with who and on which paper."""
    require(acting, "court.settings", of_court=court.pk)
    if not source.strip():
        raise BadInput(Fault("setting.source", "必须写明依据", "请填写文件名称和文号", field="依据", value=source))
    row, made = CourtSetting.objects.get_or_create(
        court=court,
        key=key,
        since=since,
        defaults={"value": value, "source": source, "set_by": acting.code, "set_at": now},
    )
    if not made:
        raise BadInput(
            Fault("setting.taken", "同一天已有设定", "请从另一天起设定新值", field="生效日期", value=since.isoformat())
        )
    trail.record(
        acting=acting,
        act="court.set",
        now=now,
        ground=source,
        payload={"key": key, "value": value, "since": since.isoformat()},
    )
    return row
