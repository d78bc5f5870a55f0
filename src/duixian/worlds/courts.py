"""The courts of an invented province and who works there.

No such province exists and no real court has these codes: the digits 90 to 92 are given to nobody under 宁, and every
name begins with 合成 or stands under a court whose name does.
"""

from dataclasses import dataclass
from typing import Final

PROVINCE: Final = "合成省"
BANK_NAME: Final = "合成银行云川分行"
BANK_CODE: Final = "999649900016"
"""A routing number in the form of a CNAPS number that is given to no bank."""


@dataclass(frozen=True, slots=True)
class CourtOf:
    """A court: its code in case numbers, its name, a short word for logins, its level (2 high, 3 intermediate,
    4 basic), the code of the court above it, and the number of its deposit account (empty where it holds no money)."""

    code: str
    name: str
    word: str
    level: int
    above: str = ""
    account: str = ""

    @property
    def holder(self) -> str:
        """The name the deposit account is in."""
        return f"{self.name}执行款专户"


@dataclass(frozen=True, slots=True)
class OfficerOf:
    """A member of staff; `roles` are the values of the court's roles, `username` is unique in the province."""

    username: str
    name: str
    court: str
    roles: tuple[str, ...]


COURTS: Final = (
    CourtOf("宁90", "合成省高级人民法院", "gaoyuan", 2),
    CourtOf("宁91", "合成省云川市中级人民法院", "yunchuan", 3, "宁90", "6499880100000910"),
    CourtOf("宁92", "合成省临泽市中级人民法院", "linze", 3, "宁90", "6499880100000920"),
    CourtOf("宁9101", "合成省云川市东湖区人民法院", "donghu", 4, "宁91", "6499880100009101"),
    CourtOf("宁9102", "合成省云川市西岭区人民法院", "xiling", 4, "宁91", "6499880100009102"),
    CourtOf("宁9103", "合成省云川市南屏县人民法院", "nanping", 4, "宁91", "6499880100009103"),
    CourtOf("宁9201", "合成省临泽市北桥区人民法院", "beiqiao", 4, "宁92", "6499880100009201"),
    CourtOf("宁9202", "合成省临泽市青溪区人民法院", "qingxi", 4, "宁92", "6499880100009202"),
    CourtOf("宁9203", "合成省临泽市河阳县人民法院", "heyang", 4, "宁92", "6499880100009203"),
)
"""Upper courts before lower ones."""

FLAGSHIP: Final = "宁9101"
"""The court that has one person for every office; the demo logs in here."""

_FLAGSHIP_STAFF = (
    ("officer", ("officer",)),
    ("officer2", ("officer",)),
    ("registry", ("registry",)),
    ("accountant", ("accountant",)),
    ("checker", ("checker",)),
    ("approver", ("approver",)),
    ("chief", ("chief",)),
    ("president", ("president",)),
    ("admin", ("admin",)),
)
_HIGH_STAFF = (("president", ("president",)), ("inspector", ("inspector",)), ("admin", ("admin",)))
_INTERMEDIATE_STAFF = (
    ("officer", ("officer", "registry")),
    ("accountant", ("accountant",)),
    ("checker", ("checker", "inspector")),
    ("chief", ("chief", "president")),
)
_BASIC_STAFF = (
    ("officer", ("officer", "registry")),
    ("accountant", ("accountant",)),
    ("checker", ("checker", "admin")),
    ("chief", ("chief", "approver")),
)
_NAMES = [
    "顾明远",
    "方知行",
    "钟毓秀",
    "陆子衡",
    "温如玉",
    "石敬之",
    "秦望舒",
    "程立人",
    "沈清和",
    "高守正",
    "叶知秋",
    "韩思齐",
    "江一帆",
    "苏慕白",
    "贺兰亭",
    "姜维新",
    "孟庭芳",
    "夏长青",
    "宋致远",
    "邵一鸣",
    "段景行",
    "庄文澜",
    "柳如烟",
    "俞伯涛",
    "于承志",
    "傅远山",
    "康乐天",
    "汤若愚",
    "尹书瑶",
    "常怀谦",
    "雷震东",
    "龙在野",
    "葛云飞",
    "章含之",
    "向南星",
    "冷月华",
    "安若素",
    "祝千里",
    "戴天行",
    "辛弃非",
]


def staff() -> tuple[OfficerOf, ...]:
    """The forty: every office is held in several courts, and nowhere by one person who would check the own work."""
    made: list[OfficerOf] = []
    for court in COURTS:
        posts: tuple[tuple[str, tuple[str, ...]], ...] = _BASIC_STAFF
        if court.code == FLAGSHIP:
            posts = _FLAGSHIP_STAFF
        elif court.level == 2:
            posts = _HIGH_STAFF
        elif court.level == 3:
            posts = _INTERMEDIATE_STAFF
        made += [
            OfficerOf(f"{court.word}.{post}", _NAMES[len(made) + i], court.code, roles)
            for i, (post, roles) in enumerate(posts)
        ]
    return tuple(made)
