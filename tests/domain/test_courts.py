"""The tree of courts, who may what, and values a court sets for itself."""

from datetime import UTC, date, datetime

import pytest

from duixian.base.faults import BadInput, Refused
from duixian.domain.courts import scope, selectors
from duixian.domain.courts.models import Court, CourtSetting, Level, Officer, Role
from duixian.domain.courts.policies import may, require
from duixian.domain.courts.services import found_court, take_on
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person, PersonKind, Unmasking
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.models import Entry
from duixian.flows.set_court_value import set_court_value

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@pytest.fixture
def tree(db: None) -> tuple[Court, Court, Court]:
    high = found_court(code="苏", name="江苏省高级人民法院", level=Level.HIGH, parent=None)
    middle = found_court(code="苏08", name="江苏省淮安市中级人民法院", level=Level.INTERMEDIATE, parent=high)
    basic = found_court(code="苏0804", name="淮安市淮阴区人民法院", level=Level.BASIC, parent=middle)
    return high, middle, basic


def officer(court: Court, *roles: Role) -> Officer:
    return Officer.objects.create(
        username=f"{court.code}-{'-'.join(roles)}", name="某人", court=court, roles=list(roles)
    )


def person(court: Court, name: str) -> Person:
    with scope.of_court(court.pk):
        return parties.enter(acting=Acting.system(court.pk, "test"), kind=PersonKind.NATURAL, name=name)


def test_an_upper_court_reads_its_subtree_and_writes_only_its_own(tree: tuple[Court, Court, Court]) -> None:
    high, middle, basic = tree
    person(basic, "张三")
    person(high, "李四")

    seen = {}
    for court in tree:
        with scope.of_officer(officer(court, Role.INSPECTOR)):
            seen[court.code] = set(Person.objects.values_list("name", flat=True))
    with scope.of_officer(officer(middle, Role.CHIEF)):
        changed = Person.objects.filter(name="张三").update(phone="1")

    assert seen == {"苏": {"张三", "李四"}, "苏08": {"张三"}, "苏0804": {"张三"}}
    assert changed == 0


def test_a_court_stands_below_a_higher_one(tree: tuple[Court, Court, Court]) -> None:
    with pytest.raises(BadInput, match="上级法院"):
        found_court(code="苏09", name="某中院", level=Level.INTERMEDIATE, parent=tree[2])

    assert Court.objects.count() == 3


def test_what_no_role_opens_is_refused_with_the_roles_that_would(tree: tuple[Court, Court, Court]) -> None:
    officer_only = officer(tree[2], Role.OFFICER).acting()

    assert not may(officer_only, "payout.make")
    with pytest.raises(Refused, match="案款会计"):
        require(officer_only, "payout.make")
    with pytest.raises(Refused, match="不对任何岗位开放"):
        require(officer_only, "an.act.nobody.knows")


def test_staff_is_taken_on_by_the_administrator_alone(tree: tuple[Court, Court, Court]) -> None:
    court = tree[2]
    with scope.of_court(court.pk):
        hired = {"username": "new", "name": "新人", "court": court, "roles": ["officer"], "password": "long-enough-1"}

        with pytest.raises(Refused):
            take_on(**hired, acting=officer(court, Role.CHIEF).acting(), now=NOW)
        assert not Officer.objects.filter(username="new").exists()
        take_on(**hired, acting=officer(court, Role.ADMIN).acting(), now=NOW)

        assert Entry.objects.get(act="staff.take_on").payload["username"] == "new"


def test_a_courts_limit_is_dated_and_only_ever_stricter(tree: tuple[Court, Court, Court]) -> None:
    court = tree[2]
    chief = officer(court, Role.CHIEF).acting()
    with scope.of_court(court.pk):
        set_court_value(
            acting=chief,
            court=court,
            key="limit.payout",
            value={"amount": 5, "unit": "day"},
            since=TODAY,
            source="本院案款管理办法第三条",
            now=NOW,
        )
        with pytest.raises(BadInput, match="只能比全国规定更严"):
            set_court_value(
                acting=chief,
                court=court,
                key="limit.payout",
                value={"amount": 60, "unit": "day"},
                since=date(2027, 1, 1),
                source="本院规定",
                now=NOW,
            )
        with pytest.raises(BadInput, match="没有这个设定项"):
            set_court_value(acting=chief, court=court, key="x", value=1, since=TODAY, source="本院规定", now=NOW)

        assert CourtSetting.objects.count() == 1
        before = selectors.setting(court_id=court.pk, key="limit.payout", on=date(2026, 11, 21), default=None)
        after = selectors.setting(court_id=court.pk, key="limit.payout", on=TODAY, default=None)

    assert before is None
    assert after == {"amount": 5, "unit": "day"}


def test_one_number_is_one_person(tree: tuple[Court, Court, Court]) -> None:
    court = tree[2]
    acting = officer(court, Role.OFFICER).acting()
    number = "11010519491231002X"
    with scope.of_court(court.pk):
        first = parties.enter(acting=acting, kind=PersonKind.NATURAL, name="王五", id_number=number)
        again = parties.enter(acting=acting, kind=PersonKind.NATURAL, name="王五", id_number=number.lower())
        namesake = parties.enter(acting=acting, kind=PersonKind.NATURAL, name="王五")
        with pytest.raises(BadInput, match="登记为另一名称"):
            parties.enter(acting=acting, kind=PersonKind.NATURAL, name="赵六", id_number=number)
        with pytest.raises(BadInput, match="校验码"):
            parties.enter(acting=acting, kind=PersonKind.NATURAL, name="赵六", id_number="110105194912310021")

        assert first == again
        assert namesake != first
        assert Person.objects.count() == 2


def test_a_full_number_is_shown_for_a_reason_and_kept(tree: tuple[Court, Court, Court]) -> None:
    court = tree[2]
    acting = officer(court, Role.OFFICER).acting()
    with scope.of_court(court.pk):
        somebody = parties.enter(acting=acting, kind=PersonKind.NATURAL, name="王五", id_number="11010519491231002X")
        with pytest.raises(BadInput, match="事由"):
            parties.unmask(acting=acting, person=somebody, case_number="（2026）苏0804执1号", reason="看", now=NOW)
        assert not Unmasking.objects.exists()

        shown = parties.unmask(
            acting=acting, person=somebody, case_number="（2026）苏0804执1号", reason="核对付款人身份", now=NOW
        )

        assert shown == "11010519491231002X"
        assert Unmasking.objects.get().reason == "核对付款人身份"


def test_money_goes_to_the_account_of_the_person_entitled(tree: tuple[Court, Court, Court]) -> None:
    court = tree[2]
    acting = officer(court, Role.OFFICER).acting()
    with scope.of_court(court.pk):
        payee = parties.enter(acting=acting, kind=PersonKind.NATURAL, name="王五")
        account = {"acting": acting, "person": payee, "bank_name": "合成银行", "now": NOW}
        with pytest.raises(BadInput, match="户名"):
            parties.name_account(**account, holder="赵六", number="6217000000000011")
        with pytest.raises(BadInput, match="账号"):
            parties.name_account(**account, holder="王五", number="62I7")
        first = parties.name_account(**account, holder="王五", number="6217 0000 0000 0011")
        second = parties.name_account(**account, holder="王五", number="6217000000000022")
        first.refresh_from_db()

        assert (first.replaced, second.replaced) == (True, False)
