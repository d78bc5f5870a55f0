"""Who logs in to the demo court: one person for every office, one password, and a second factor where it is due."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duixian.worlds.courts import COURTS, FLAGSHIP, OfficerOf, staff

PASSWORD = "duixian-demo-2026"
"""Of everybody in every demo court, and printed: a demo court holds nothing worth a secret."""

ROLES = {
    "officer": "执行法官",
    "registry": "立案",
    "accountant": "案款会计",
    "checker": "案款复核",
    "approver": "发放审批",
    "chief": "执行局长",
    "president": "院长",
    "inspector": "督察（省高院）",
    "admin": "系统管理",
}


@dataclass(frozen=True, slots=True)
class Login:
    """One line of the table: `code` is the second factor's at this moment, empty where none is asked for."""

    title: str
    username: str
    name: str
    court: str
    code: str


def secret_of(username: str, *, seed: int) -> str:
    """The authenticator's secret of a demo login: made from the seed, so that it can be printed again."""
    return base64.b32encode(hashlib.sha256(f"duixian-demo/{seed}/{username}".encode()).digest()[:20]).decode()


def one_per_role() -> list[tuple[str, OfficerOf]]:
    """For every office the person who holds it, at the flagship court where there is one."""
    people = sorted(staff(), key=lambda one: (one.court != FLAGSHIP, len(one.roles)))
    return [(title, next(one for one in people if role in one.roles)) for role, title in ROLES.items()]


def logins(*, seed: int, now: datetime) -> list[Login]:
    """The table of logins with the codes of this moment. Django must be set up."""
    from duixian.domain.courts.models import APPROVING
    from duixian.faces.desk.accounts.secondfactor import current_code

    courts = {court.code: court.name for court in COURTS}
    return [
        Login(
            title,
            one.username,
            one.name,
            courts[one.court],
            current_code(secret_of(one.username, seed=seed), at=now) if APPROVING & set(one.roles) else "",
        )
        for title, one in one_per_role()
    ]


def enrol(usernames: Sequence[str], *, seed: int) -> None:
    """Give those who approve their authenticator."""
    from duixian.domain.courts.models import Officer
    from duixian.faces.desk.accounts.secondfactor import enrol_totp

    for officer in Officer.objects.filter(username__in=usernames):
        if officer.must_use_second_factor:
            enrol_totp(officer, secret_of(officer.username, seed=seed))
