"""The tests of a limit and of a listing as a table: met or not, why, on which article, where it is mended.

The judges of `law.lists` answer; a test is met when none of its faults came back. A fault that belongs to no test is
shown all the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_noop

from duixian.base.faults import Fault
from duixian.base.procedure import Allowed, NotAllowed
from duixian.domain.cases.models import Case


@dataclass(frozen=True, slots=True)
class Test:
    """One test: what it asks, on which article, the faults that say it is not met."""

    label: str
    basis: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A test with its answer; `where`: the page that does what is missing."""

    label: str
    basis: str
    faults: tuple[Fault, ...]
    where: str = ""

    @property
    def met(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.faults


def _test(label: str, basis: str, *codes: str) -> Test:
    return Test(label, basis, frozenset(codes))


_WHO = (
    _test(gettext_noop("证件号码经核对，身份确定"), "《失信被执行人名单规定》第六条", "list.no_number"),
    _test(gettext_noop("不是未成年人"), "《失信被执行人名单规定》第四条", "list.minor"),
    _test(gettext_noop("健在或者存续"), "《变更追加规定》", "list.dead"),
    _test(gettext_noop("不是机关"), gettext_noop("本系统默认不纳入机关"), "list.authority"),
    _test(gettext_noop("案件正在执行"), "《失信被执行人名单规定》第一条", "list.case_state"),
    _test(gettext_noop("义务尚未履行完毕"), "《失信被执行人名单规定》第一条", "list.paid"),
)
LIMIT = (
    *_WHO,
    _test(
        gettext_noop("执行通知已送达，指定期间届满仍未履行"),
        "《限制消费规定》第一条",
        "limit.no_notice",
        "limit.notice_runs",
    ),
    _test(
        gettext_noop("是被执行人，或者单位的四类人员"),
        "《限制消费规定》第三条",
        "limit.not_a_unit",
        "limit.not_natural",
    ),
    _test(gettext_noop("没有充分有效的担保"), "《限制消费规定》第九条", "limit.secured"),
    _test(gettext_noop("本案对其尚无限制消费措施"), "《限制消费规定》第五条", "limit.already"),
)
LISTING = (
    *_WHO,
    _test(gettext_noop("失信后果已经提示并送达"), "《失信被执行人名单规定》第五条", "listing.not_warned"),
    _test(gettext_noop("指定的履行期间已经届满"), "《失信被执行人名单规定》第一条", "listing.notice_runs"),
    _test(gettext_noop("该情形有证据"), "《失信被执行人名单规定》第一条", "listing.not_proved"),
    _test(gettext_noop("不是单纯没有履行能力"), "法发〔2019〕35号第16条", "listing.unable"),
    _test(gettext_noop("没有充分有效的担保"), "《失信被执行人名单规定》第三条第一项", "listing.secured"),
    _test(gettext_noop("已控制的财产不足以清偿"), "《失信被执行人名单规定》第三条第二项", "listing.sealed"),
    _test(gettext_noop("履行顺序不在他人之后"), "《失信被执行人名单规定》第三条第三项", "listing.subordinate"),
    _test(gettext_noop("没有其他排除情形"), "《失信被执行人名单规定》第三条第四项", "listing.excluded"),
    _test(gettext_noop("本案尚未纳入"), "《失信被执行人名单规定》第五条", "listing.already"),
    _test(gettext_noop("不在申请删除后的六个月内"), "《失信被执行人名单规定》第十条第三款", "listing.asked_off"),
)

_ASKED_BELOW = frozenset({"limit.reason", "listing.reason"})
"""What the form asks for: no test of the record."""

_WHERE = {
    "list.no_number": "parties",
    "list.minor": "parties",
    "list.dead": "parties",
    "list.paid": "money",
    "list.case_state": "nodes",
    "listing.not_warned": "credit",
    "listing.not_proved": "assets",
    "listing.secured": "settlement",
    "listing.sealed": "control",
    "limit.secured": "settlement",
}


def findings(tests: Sequence[Test], verdict: Allowed | NotAllowed, case: Case) -> list[Finding]:
    """Every test with its answer, in the order of the law; then whatever else speaks against it."""
    faults = [fault for fault in _faults(verdict) if fault.code not in _ASKED_BELOW]
    known = {code for test in tests for code in test.codes}
    table = []
    for test in tests:
        own = tuple(fault for fault in faults if fault.code in test.codes)
        table.append(Finding(test.label, test.basis, own, where(own, case)))
    return table + [Finding(fault.field, "", (fault,)) for fault in faults if fault.code not in known]


def where(faults: Sequence[Fault], case: Case) -> str:
    """The page on which what is missing is done, empty where none does."""
    return next((place for fault in faults if (place := place_of(fault.code, case_id=case.pk))), "")


def place_of(code: str, *, case_id: int) -> str:
    """The page on which what one fault misses is done, empty where none does."""
    if code in ("limit.no_notice", "limit.notice_runs", "listing.notice_runs"):
        return reverse("desk:round_end", args=[case_id])
    return reverse("desk:case_tab", args=[case_id, _WHERE[code]]) if code in _WHERE else ""


def _faults(verdict: Allowed | NotAllowed) -> Iterable[Fault]:
    return verdict.reasons if isinstance(verdict, NotAllowed) else ()
