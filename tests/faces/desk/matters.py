"""More people for the pages of matters between courts: a panel, a court above, a court of another province."""

from dataclasses import dataclass

from django.test import Client
from province import NOON, PASSWORD, Province

from duixian.domain.courts import scope
from duixian.domain.courts import services as courts
from duixian.domain.courts.models import Court, Level, Officer, Role
from duixian.domain.trail.acting import Acting


@dataclass(frozen=True)
class Matters:
    """The court with a panel, the judges above it, and a court of another province."""

    province: Province
    panel: tuple[Officer, Officer, Officer]
    above: Officer
    above_panel: tuple[Officer, Officer, Officer]
    outside: Court
    outsider: Officer

    @property
    def below(self) -> list[str]:
        """The panel as a form sends it."""
        return [str(one.pk) for one in self.panel]

    @property
    def upper(self) -> list[str]:
        """The panel above as a form sends it."""
        return [str(one.pk) for one in self.above_panel]


def found_matters(province: Province) -> Matters:
    """Take on everybody who is missing."""
    outside = courts.found_court(code="浙0102", name="杭州市上城区人民法院", level=Level.BASIC, parent=None)

    def take_on(username: str, name: str, where: Court, *roles: Role) -> Officer:
        with scope.of_court(where.pk):
            return courts.take_on(
                username=username,
                name=name,
                court=where,
                roles=roles,
                password=PASSWORD,
                acting=Acting.system(where.pk, "test"),
                now=NOON,
            )

    def panel(where: Court, prefix: str) -> tuple[Officer, Officer, Officer]:
        one, two = (take_on(f"{prefix}{number}", f"审判员{number}", where, Role.OFFICER) for number in (1, 2))
        return one, two, take_on(f"{prefix}3", "副院长", where, Role.PRESIDENT)

    return Matters(
        province,
        panel(province.court, "nh-judge"),
        take_on("fs-he", "何立", province.upper, Role.OFFICER, Role.CHIEF),
        panel(province.upper, "fs-judge"),
        outside,
        take_on("hz-lu", "陆远", outside, Role.OFFICER, Role.CHIEF),
    )


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def done(client: Client, address: str, **posted: object) -> str:
    """Do an act that is lawful; answers where it leads."""
    answer = client.post(address, posted)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])
