"""`duixian agency`: who may screen against the lists, their keys, and what they asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duixian.base.faults import BadInput, Refused
from duixian.faces.cli import place

if TYPE_CHECKING:
    from duixian.domain.lists.models import ScreeningAgency
    from duixian.domain.trail.acting import Acting

_home = click.option("--home", type=click.Path(path_type=Path), help="数据所在的文件夹；缺省为演示。")
_by = click.option("--by", "username", required=True, metavar="登录名", help="办理人，须有系统管理员岗位。")


@click.group("agency", short_help="名单比对：登记机构，发放和撤销密钥，查看调用")
def command() -> None:
    """可以查询名单的机构、其密钥和调用记录。"""


@command.command("purposes")
def purposes() -> None:
    """列出法定查询用途。"""
    from duixian.law.screening import purposes as known

    for one in known().values():
        cited = one.citation
        click.echo(f"{one.id:<14} {one.title}  {cited.instrument}{cited.article}（{one.status.value}）")


@command.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--purpose", "asked", multiple=True, required=True, help="查询用途，可多次；见 duixian agency purposes。")
@click.option("--daily", default=10_000, show_default=True, help="每日主体数限额。")
@click.option("--minute", default=120, show_default=True, help="每分钟调用限额。")
@_by
@_home
def add(
    code: str, name: str, asked: tuple[str, ...], daily: int, minute: int, username: str, home: Path | None
) -> None:
    """登记机构，或者变更其用途和限额。"""
    place.set_up_django(home)
    from duixian.domain.lists.services import screening

    with _acting(username) as (acting, now), _told():
        agency = screening.enter(
            acting=acting, code=code, name=name, purposes=asked, daily_quota=daily, minute_quota=minute, now=now
        )
    click.echo(f"已登记 {agency.code} {agency.name}：{'、'.join(agency.purposes)}；每日 {daily:,}，每分钟 {minute:,}")


@command.command("key")
@click.argument("code")
@click.option("--name", required=True, help="密钥用在哪里。")
@click.option("--days", default=180, show_default=True, help="有效天数。")
@_by
@_home
def key(code: str, name: str, days: int, username: str, home: Path | None) -> None:
    """发放密钥；只显示这一次。"""
    place.set_up_django(home)
    from duixian.domain.lists.services import screening

    with _acting(username) as (acting, now), _told():
        row, text = screening.issue_key(acting=acting, agency=_agency(code), name=name, days=days, now=now)
    click.echo(f"编号 {row.pk}，有效至 {row.expires_at:%Y-%m-%d}。密钥只显示这一次：\n{text}")


@command.command("revoke")
@click.argument("number", type=int)
@_by
@_home
def revoke(number: int, username: str, home: Path | None) -> None:
    """按编号撤销密钥，数秒内失效。"""
    place.set_up_django(home)
    from duixian.domain.lists.models import ScreeningKey
    from duixian.domain.lists.services import screening

    with _acting(username) as (acting, now), _told():
        row = ScreeningKey.objects.filter(pk=number).first()
        if row is None:
            raise click.ClickException(f"没有编号为 {number} 的密钥")
        screening.revoke_key(acting=acting, key=row, now=now)
    click.echo(f"密钥 {number} 已撤销")


@command.command("calls")
@click.argument("code", required=False)
@click.option("--last", default=20, show_default=True, type=click.IntRange(1, 1_000), help="最近多少次。")
@click.option("--hits", is_flag=True, help="只看有命中的。")
@_home
def calls(code: str | None, last: int, hits: bool, home: Path | None) -> None:
    """列出最近的调用。"""
    place.set_up_django(home)
    from django.utils import timezone

    from duixian.domain.lists.selectors import screening

    for one in screening.calls(agency=_agency(code) if code else None, hits_only=hits)[:last]:
        at = timezone.localtime(one.at)
        click.echo(
            f"{at:%Y-%m-%d %H:%M:%S}  {one.agency.code:<12} {one.purpose:<13} {one.reference:<20} {one.mode:<8}"
            f"{one.identities:>6}  {one.outcome:<8} 命中 {len(one.hits)}"
        )


def _agency(code: str) -> "ScreeningAgency":
    from duixian.domain.lists.selectors import screening

    found = screening.agencies().filter(code=code).first()
    if found is None:
        raise click.ClickException(f"没有机构 {code}。请先登记：duixian agency add {code} 名称 --purpose …")
    return found


@contextmanager
def _acting(username: str) -> "Iterator[tuple[Acting, datetime]]":
    """The officer of a login name, in a transaction of his court."""
    from duixian.domain.courts import scope
    from duixian.domain.courts.models import Officer

    officer = Officer.objects.filter(username=username, is_active=True).first()
    if officer is None:
        raise click.ClickException(f"没有工作人员 {username}")
    with scope.of_officer(officer):
        yield officer.acting(), datetime.now().astimezone()


@contextmanager
def _told() -> "Iterator[None]":
    """What is refused is said in its own words."""
    try:
        yield
    except (BadInput, Refused) as refused:
        raise click.ClickException(str(refused)) from refused
