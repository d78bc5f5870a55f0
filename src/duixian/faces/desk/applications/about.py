"""What the papers handed in do not say and the conditions ask for: the tie to this court, the day the time for
performance ends, a paper of succession, another court that filed before; guardians, deaths, heirs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from duixian.base.faults import BadInput, Fault
from duixian.faces.desk.days import need_day
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.measures.typed import Typed
from duixian.flows.receive_application import AboutFiling
from duixian.law.procedure.acceptance import Link

LINKS: tuple[tuple[str, str], ...] = (
    ("", gettext_noop("尚未查明")),
    (Link.FIRST_INSTANCE, gettext_noop("第一审人民法院")),
    (Link.SAME_LEVEL_PROPERTY, gettext_noop("与第一审人民法院同级的被执行财产所在地人民法院")),
    (Link.DEBTOR_DOMICILE, gettext_noop("被执行人住所地人民法院")),
    (Link.PROPERTY, gettext_noop("被执行财产所在地人民法院")),
)


def inputs(kept: Mapping[str, Any] | None = None) -> Sequence[Input]:
    """The fields, with what is known already in them."""
    known = kept or {}
    guardians = "\n".join(f"{name} {who}" for name, who in (known.get("guardians") or {}).items())
    heirs = known.get("heirs") or {}
    dead = "\n".join(
        f"{name} {day} {'、'.join(heirs.get(name, ()))}".strip() for name, day in (known.get("died_on") or {}).items()
    )
    return (
        Input(
            "link",
            gettext_noop("本院管辖的依据（《民事诉讼法》第235条）"),
            "choice",
            required=False,
            options=LINKS,
            value=str(known.get("link") or ""),
        ),
        Input(
            "expires_on",
            gettext_noop("履行期限的最后一日"),
            "date",
            required=False,
            value=str(known.get("expires_on") or ""),
        ),
        Input(
            "standing",
            gettext_noop("申请人是继承人、权利承受人的证明材料"),
            required=False,
            value=str(known.get("standing") or ""),
        ),
        Input(
            "elsewhere",
            gettext_noop("立案在先的其他法院"),
            required=False,
            value=str(known.get("elsewhere") or ""),
        ),
        Input(
            "guardians",
            gettext_noop("未成年被执行人的法定代理人，每行：被执行人 代理人"),
            "area",
            required=False,
            value=guardians,
        ),
        Input(
            "deaths",
            gettext_noop("已死亡的被执行人，每行：被执行人 死亡日期 继承人（用、分开）"),
            "area",
            required=False,
            value=dead,
        ),
    )


def as_typed(form: Typed) -> Sequence[Input]:
    """The fields as they were sent, for a form that is shown again."""
    return [replace(one, value=form.text(one.name)) for one in inputs()]


def typed(form: Typed) -> AboutFiling:
    """What was typed. Raises `BadInput` for a line that cannot be read, and for a tie that is none."""
    if form.text("link") not in dict(LINKS):
        raise BadInput(Fault("choice.unknown", "请从列表中选择", "请选择", field="管辖依据", value=form.text("link")))
    died: dict[str, date] = {}
    heirs: dict[str, tuple[str, ...]] = {}
    for line in form.lines("deaths"):
        parts = line.split(maxsplit=2)
        died[parts[0]] = need_day(parts[1] if len(parts) > 1 else "", field=f"死亡日期（{parts[0]}）")
        heirs[parts[0]] = tuple(name for name in (parts[2] if len(parts) > 2 else "").split("、") if name)
    return AboutFiling(
        link=form.text("link"),
        expires_on=form.day("expires_on", "履行期限") if form.text("expires_on") else None,
        standing=form.text("standing"),
        elsewhere=form.text("elsewhere"),
        guardians=dict(_pair(line) for line in form.lines("guardians")),
        died_on=died,
        heirs=heirs,
    )


def _pair(line: str) -> tuple[str, str]:
    name, _sep, who = line.partition(" ")
    if not who.strip():
        raise BadInput(
            Fault("application.guardian", "每行应为：被执行人 代理人", "请用空格分开", field="法定代理人", value=line)
        )
    return name, who.strip()
