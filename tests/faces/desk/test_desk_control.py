"""The pages of search and control: what they show, who may act on them, and that a refusal changes nothing."""

import json
from datetime import timedelta

import pytest
from controlled import DEBTOR, NUMBER, Holder, agencies, holder
from django.utils.timezone import localdate, localtime
from page_queries import page_queries
from province import LogIn, Province

from duixian.domain.assets.models import (
    Alarm,
    Asset,
    AssetSearch,
    Budget,
    Control,
    ControlOrder,
    ControlState,
    OrderExchange,
    OrderState,
    OutsiderObjection,
    SearchBatch,
    ThirdPartyDebt,
)
from duixian.domain.assets.services import searches as searching
from duixian.domain.assets.services import watch
from duixian.domain.cases.models import Node
from duixian.domain.courts import scope
from duixian.domain.trail.acting import Acting
from duixian.faces.desk.control.exchanges import masked, of_order
from duixian.flows.open_nodes import open_nodes
from duixian.law.control import HoldingKind

OWED = 8_000_000


@pytest.fixture
def held(province: Province) -> Holder:
    return holder(province)


def one(held: Holder) -> Control:
    with scope.of_court(held.case.court_id):
        return Control.objects.select_related("asset").get(case=held.case)


def drafts(held: Holder) -> list[ControlOrder]:
    with scope.of_court(held.case.court_id):
        return list(ControlOrder.objects.filter(case=held.case, state=OrderState.DRAFT).order_by("pk"))


# --- searching


def test_an_officer_searches_a_case_at_every_agency(held: Holder, province: Province, log_in: LogIn) -> None:
    agencies(3)
    answer = log_in(province.officer).post(f"/cases/{held.case.pk}/search")
    with scope.of_court(province.court.pk):
        search = AssetSearch.objects.get()
        asked = list(search.orders.values_list("name", "id_number"))
    assert answer["Location"] == f"/control/searches/{search.pk}/"
    assert asked == [(DEBTOR, NUMBER)] * 3


def test_who_may_not_search_asks_nobody(held: Holder, province: Province, log_in: LogIn) -> None:
    agencies(1)
    assert log_in(province.accountant).post(f"/cases/{held.case.pk}/search").status_code == 409
    assert log_in(province.stranger).post(f"/cases/{held.case.pk}/search").status_code == 404
    with scope.of_court(province.court.pk):
        assert not ControlOrder.objects.exists()


@pytest.mark.parametrize("page", ["/control/", "/control/orders/", "/control/calendar/"])
def test_the_pages_of_control_are_shut_to_the_accountant(page: str, province: Province, log_in: LogIn) -> None:
    assert log_in(province.accountant).get(page).status_code == 409


def test_pasted_numbers_that_are_no_case_come_back_with_their_place(
    held: Holder, province: Province, log_in: LogIn
) -> None:
    agencies(2)
    pasted = f"{held.case.number}\n第三号案件\n（2026）粤0605执9999号，{held.case.number}"
    page = log_in(province.officer).post("/control/launch/preview", {"numbers": pasted})
    text = page.content.decode()
    assert [case.pk for case, _ in page.context["cases"]] == [held.case.pk]
    assert [fault.place for fault in page.context["wrong"]] == ["第 2 个", "第 4 个", "第 3 个"]
    assert "本院没有这个案号" in text
    with scope.of_court(province.court.pk):
        assert not AssetSearch.objects.exists()


def test_a_batch_lists_what_it_could_not_search_with_the_reason(
    held: Holder, province: Province, log_in: LogIn
) -> None:
    agencies(2)
    client = log_in(province.officer)
    client.post(f"/cases/{held.case.pk}/search")
    fresh = holder(province, serial=2, applicant="何丽珍")
    answer = client.post("/control/launch", {"cases": f"{held.case.pk},{fresh.case.pk}", "title": "三月集中查询"})
    with scope.of_court(province.court.pk):
        batch = SearchBatch.objects.get()
        assert [search.case_id for search in batch.searches.all()] == [fresh.case.pk]
    page = client.get(answer["Location"]).content.decode()
    assert held.case.number in page
    assert "再次查询须写明理由" in page


def test_more_than_a_thousand_cases_are_refused_at_once(province: Province, log_in: LogIn) -> None:
    answer = log_in(province.officer).post("/control/launch", {"cases": ",".join(map(str, range(1, 1002)))})
    assert answer.status_code == 422
    assert "一次最多查询 1000 件" in answer.content.decode()


def test_a_search_is_asked_again_until_everybody_answered(held: Holder, province: Province, log_in: LogIn) -> None:
    agencies(2)
    client = log_in(province.officer)
    address = client.post(f"/cases/{held.case.pk}/search")["Location"]
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
    assert client.get("/control/live").status_code == 200
    with scope.of_court(province.court.pk):
        search = AssetSearch.objects.get()
        search.orders.update(state=OrderState.ANSWERED, outcome="nothing", answered_at=localtime(), due_at=None)
        system = Acting.system(province.court.pk, "test")
        searching.finish_searches(search_ids=[search.pk], acting=system, now=localtime())
    last = client.get(address, headers={"HX-Request": "true"})
    assert last.status_code == 286
    assert "查无 2" in last.content.decode()
    assert client.get("/control/live").status_code == 286


def test_another_courts_search_and_order_do_not_exist(held: Holder, province: Province, log_in: LogIn) -> None:
    agencies(1)
    address = log_in(province.officer).post(f"/cases/{held.case.pk}/search")["Location"]
    stranger = log_in(province.stranger)
    with scope.of_court(province.court.pk):
        order = ControlOrder.objects.get()
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"/control/orders/{order.pk}/").status_code == 404


# --- exchanges


def test_a_call_for_many_is_shown_for_this_order_alone_and_masked(
    held: Holder, province: Province, log_in: LogIn
) -> None:
    agencies(1)
    client = log_in(province.officer)
    client.post(f"/cases/{held.case.pk}/search")
    other = "110101199003077758"
    with scope.of_court(province.court.pk):
        order = ControlOrder.objects.get()
        sent = {"orders": [{"key": order.key, "subject": {"number": NUMBER}}, {"key": "X-1", "number": other}]}
        OrderExchange.objects.create(
            court=province.court,
            order=order,
            attempt=1,
            operation="send_many",
            request=json.dumps(sent).encode(),
            request_sha256="a" * 64,
            trusted=False,
            error="连接中断",
            at=localtime(),
        )
        (shown,) = of_order(order)
    assert (shown.others, other in shown.request, NUMBER in shown.request) == (1, False, False)
    page = client.get(f"/control/orders/{order.pk}/").content.decode()
    assert "另有 1 条指令" in page
    assert "a" * 64 in page
    assert NUMBER not in page


@pytest.mark.parametrize("number", [NUMBER, "6222020000000001234", "91440605MA4UQ0XD5K"])
def test_long_numbers_are_masked_and_keys_are_not(number: str) -> None:
    key = "DPN5X-01KCQFH3M056A1A77AA12940B39853"
    text = masked(json.dumps({"number": number, "key": key}), "")
    assert number not in text
    assert key in text


# --- things


def test_the_things_of_a_debtor_say_where_they_come_from_and_what_is_exempt(
    held: Holder, province: Province, log_in: LogIn
) -> None:
    held.account(500_000, title="个人活期账户 6222020000000001234")
    held.account(
        90_000,
        title="低保账户",
        exemption="whole",
        exempt_fen=90_000,
        exempt_basis="最低生活保障金（查封规定第三条）",
    )
    page = log_in(province.officer).get(f"/cases/{held.case.pk}/assets/").content.decode()
    assert "最低生活保障金（查封规定第三条）" in page
    assert "豁免，不得控制" in page
    assert "6222020000000001234" not in page
    assert NUMBER not in page


def test_a_sealed_thing_leads_to_its_sale(held: Holder, province: Province, log_in: LogIn) -> None:
    held.thing(20_000_000)
    held.hold()
    page = log_in(province.officer).get(f"/cases/{held.case.pk}/assets/").content.decode()
    assert f'href="/disposal/new/?case={held.case.pk}"' in page


def test_a_thing_from_a_clue_is_entered_and_valued(held: Holder, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    clue = {"person": held.debtor.pk, "kind": "vehicle", "title": "粤E12345 轿车", "source": "clue"}
    assert client.post(f"/cases/{held.case.pk}/assets/enter", clue | {"note": ""}).status_code == 422
    with scope.of_court(province.court.pk):
        assert not Asset.objects.exists()
    assert (
        client.post(f"/cases/{held.case.pk}/assets/enter", clue | {"note": "申请人 3 月 2 日来信"}).status_code == 302
    )
    with scope.of_court(province.court.pk):
        car = Asset.objects.get()
    value = {"value": "60000", "source": "双方议价", "on": localdate().isoformat()}
    assert client.post(f"/cases/{held.case.pk}/assets/{car.pk}/value", value).status_code == 302
    with scope.of_court(province.court.pk):
        car.refresh_from_db()
    assert (car.value_fen, car.counts_fen, car.source) == (6_000_000, 6_000_000, "clue")
    page = client.get(f"/cases/{held.case.pk}/assets/").content.decode()
    assert "双方议价" in page
    assert "价值未知" not in page


def test_the_registry_values_nothing(held: Holder, province: Province, log_in: LogIn) -> None:
    car = held.thing(None)
    value = {"value": "60000", "source": "双方议价", "on": localdate().isoformat()}
    assert log_in(province.checker).post(f"/cases/{held.case.pk}/assets/{car.pk}/value", value).status_code == 409
    with scope.of_court(province.court.pk):
        assert Asset.objects.get(pk=car.pk).value_fen is None


# --- the plan


def test_without_a_need_there_is_no_proposal(held: Holder, province: Province, log_in: LogIn) -> None:
    held.account(5_000_000)
    page = log_in(province.officer).get(f"/cases/{held.case.pk}/control/")
    assert "尚未核定本案需要控制的数额" in page.content.decode()


def test_a_need_is_stated_with_its_costs_and_its_articles(held: Holder, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    costs = {"cost_label": ["评估费", ""], "cost_amount": ["1000", ""], "cost_basis": ["发票 12 号", ""]}
    assert client.post(f"/cases/{held.case.pk}/control/state", costs).status_code == 302
    page = client.get(f"/cases/{held.case.pk}/control/").content.decode()
    assert "发票 12 号" in page
    assert "《诉讼费用交纳办法》第38条" in page
    assert log_in(province.checker).post(f"/cases/{held.case.pk}/control/state").status_code == 409


def test_what_is_proposed_is_ordered_approved_by_another_and_shown_in_force(
    held: Holder, province: Province, log_in: LogIn
) -> None:
    account = held.account(20_000_000)
    officer, chief = log_in(province.officer), log_in(province.chief)
    officer.post(f"/cases/{held.case.pk}/control/state")
    answer = officer.post(f"/cases/{held.case.pk}/control/order", {"asset": account.pk})
    assert answer.status_code == 302
    (order,) = drafts(held)
    assert officer.post("/control/orders/approve", {"order": order.pk}).status_code == 409
    assert len(drafts(held)) == 1
    assert chief.post("/control/orders/approve", {"order": order.pk}).status_code == 302
    held.agencies_answer()
    control = one(held)
    assert (control.state, control.held_fen) == (ControlState.IN_FORCE, control.limit_fen)
    page = officer.get(f"/cases/{held.case.pk}/control/").content.decode()
    assert "生效" in page
    assert "赵敏华" in page


def test_the_one_who_proposed_does_not_approve(held: Holder, province: Province, log_in: LogIn) -> None:
    account = held.account(20_000_000)
    chief = log_in(province.chief)
    chief.post(f"/cases/{held.case.pk}/control/state")
    chief.post(f"/cases/{held.case.pk}/control/order", {"asset": account.pk})
    (order,) = drafts(held)
    answer = chief.post("/control/orders/approve", {"order": order.pk})
    assert answer.status_code == 409
    assert "不能审批自己发起的指令" in answer.content.decode()
    assert len(drafts(held)) == 1


def test_more_than_proposed_is_refused_without_a_reason_and_beyond_the_need_with_one(
    held: Holder, province: Province, log_in: LogIn
) -> None:
    account = held.account(90_000_000)
    client = log_in(province.officer)
    client.post(f"/cases/{held.case.pk}/control/state")
    more = {"asset": account.pk, f"amount-{account.pk}": "500000"}
    for form in (more, more | {"reason": "申请执行人要求"}):
        assert client.post(f"/cases/{held.case.pk}/control/order", form).status_code == 409
    with scope.of_court(province.court.pk):
        assert not Control.objects.exists()
        assert Budget.objects.get().divisible_fen == 0


def test_less_than_proposed_is_taken_as_it_is(held: Holder, province: Province, log_in: LogIn) -> None:
    account = held.account(90_000_000)
    client = log_in(province.officer)
    client.post(f"/cases/{held.case.pk}/control/state")
    less = {"asset": account.pk, f"amount-{account.pk}": "1,000.50"}
    assert client.post(f"/cases/{held.case.pk}/control/order", less).status_code == 302
    assert one(held).limit_fen == 100_050


def test_a_draft_is_taken_back_with_a_reason_and_its_control_is_over(
    held: Holder, province: Province, log_in: LogIn
) -> None:
    account = held.account(90_000_000)
    client = log_in(province.officer)
    client.post(f"/cases/{held.case.pk}/control/state")
    client.post(f"/cases/{held.case.pk}/control/order", {"asset": account.pk})
    (order,) = drafts(held)
    assert client.post(f"/control/orders/{order.pk}/cancel", {"reason": ""}).status_code == 409
    assert one(held).state == ControlState.ORDERED
    assert client.post(f"/control/orders/{order.pk}/cancel", {"reason": "改查封车辆"}).status_code == 302
    assert one(held).state == ControlState.REFUSED


def test_what_is_held_is_deducted_by_two(held: Holder, province: Province, log_in: LogIn) -> None:
    held.account(20_000_000)
    held.hold()
    control = one(held)
    address = f"/cases/{held.case.pk}/control/{control.pk}/deduct"
    assert log_in(province.checker).post(address, {"amount": "10"}).status_code == 409
    client = log_in(province.officer)
    assert client.post(address, {"amount": "99999999"}).status_code == 409
    assert drafts(held) == []
    assert client.post(address, {"amount": "5000"}).status_code == 302
    (order,) = drafts(held)
    assert (order.act, order.amount_fen) == ("deduct", 500_000)


def test_a_deduction_is_measured_again_when_it_is_approved(held: Holder, province: Province, log_in: LogIn) -> None:
    held.account(20_000_000)
    held.hold()
    log_in(province.officer).post(f"/cases/{held.case.pk}/control/{one(held).pk}/deduct", {"amount": "80000"})
    (order,) = drafts(held)
    with scope.of_court(province.court.pk):
        Asset.objects.update(exemption="whole", exempt_fen=20_000_000, exempt_basis="医疗救助款（查封规定第三条）")
    answer = log_in(province.chief).post("/control/orders/approve", {"order": order.pk})
    assert answer.status_code == 409
    assert [draft.pk for draft in drafts(held)] == [order.pk]


def test_approving_a_control_ends_the_limit_for_it(held: Holder, province: Province, log_in: LogIn) -> None:
    account = held.account(20_000_000)
    with scope.of_court(province.court.pk):
        open_nodes(case=held.case, rules=["online_control"], since=localdate())
    officer = log_in(province.officer)
    officer.post(f"/cases/{held.case.pk}/control/state")
    officer.post(f"/cases/{held.case.pk}/control/order", {"asset": account.pk})
    with scope.of_court(province.court.pk):
        node = Node.objects.get(case=held.case, rule="online_control")
    assert node.done_on is None
    assert log_in(province.chief).post("/control/orders/approve", {}).status_code == 422
    log_in(province.chief).post("/control/orders/approve", {"order": [draft.pk for draft in drafts(held)]})
    with scope.of_court(province.court.pk):
        node.refresh_from_db()
    assert node.done_on == localdate()


def test_a_control_is_released_with_its_ground(held: Holder, province: Province, log_in: LogIn) -> None:
    held.account(20_000_000)
    held.hold()
    control = one(held)
    address = f"/cases/{held.case.pk}/control/{control.pk}/release"
    client = log_in(province.officer)
    assert client.post(address, {"reason": " "}).status_code == 409
    assert one(held).releasing_fen == 0
    assert client.post(address, {"reason": "双方和解，申请解除（查封规定第二十八条）"}).status_code == 302
    held.agencies_answer()
    assert one(held).state == ControlState.RELEASED
    assert "查封规定第二十八条" in client.get(f"/cases/{held.case.pk}/control/").content.decode()


def test_the_plan_is_shown_anew_only_when_something_moved(held: Holder, province: Province, log_in: LogIn) -> None:
    held.account(20_000_000)
    held.hold()
    client = log_in(province.officer)
    pulse = client.get(f"/cases/{held.case.pk}/control/").context["pulse"]
    assert client.get(f"/cases/{held.case.pk}/control/live?seen={pulse}").status_code == 204
    client.post(f"/cases/{held.case.pk}/control/{one(held).pk}/deduct", {"amount": "1"})
    assert client.get(f"/cases/{held.case.pk}/control/live?seen={pulse}").status_code == 200


# --- ends


def near(held: Holder, days: int = 10) -> Control:
    """The control of the case, so near its end."""
    control = one(held)
    with scope.of_court(held.case.court_id):
        Control.objects.filter(pk=control.pk).update(until=localdate() + timedelta(days=days))
    return one(held)


def test_many_are_renewed_with_a_result_each(held: Holder, province: Province, log_in: LogIn) -> None:
    held.account(20_000_000)
    held.hold()
    control = near(held)
    client = log_in(province.chief)
    assert client.post("/control/calendar/renew", {}).status_code == 422
    first = client.post("/control/calendar/renew", {"control": control.pk})
    assert first.context["given"] == 1
    again = client.post("/control/calendar/renew", {"control": control.pk})
    assert (again.context["given"], again.context["refused"]) == (0, 1)
    assert "续行已在办理" in again.content.decode()


def test_the_calendar_counts_what_ends_on_a_day(held: Holder, province: Province, log_in: LogIn) -> None:
    held.account(20_000_000)
    held.hold()
    control = near(held)
    client = log_in(province.officer)
    page = client.get(f"/control/calendar/?day={control.until}&month={control.until:%Y-%m}")
    load = {one.day: one.controls for _, weeks in page.context["months"] for week in weeks for one in week}
    assert load[control.until] == 1
    assert [row.control.pk for row in page.context["rows"]] == [control.pk]
    other = client.get(f"/control/calendar/?day={localdate()}")
    assert other.context["rows"] == []


def test_a_control_is_let_go_by_two_people_only(held: Holder, province: Province, log_in: LogIn) -> None:
    held.account(20_000_000)
    held.hold()
    control = near(held)
    chief = log_in(province.chief)
    decide, confirm = (f"/control/calendar/{control.pk}/{act}" for act in ("decide", "confirm"))
    assert chief.post(decide, {"reason": ""}).status_code == 422
    assert chief.post(decide, {"reason": "账户已无价值"}).status_code == 302
    assert chief.post(confirm).status_code == 409
    assert one(held).lapse_confirmed_by == ""
    officer = log_in(province.officer)
    assert officer.post(confirm).status_code == 409
    assert officer.post(f"/control/calendar/{control.pk}/withdraw", {"reason": "另有到账"}).status_code == 302
    assert officer.post(decide, {"reason": "账户已无价值"}).status_code == 302
    assert chief.post(confirm).status_code == 302
    assert one(held).lapse_confirmed_by == province.chief.username


def test_an_alarm_is_seen_by_whom_it_was_told(held: Holder, province: Province, log_in: LogIn) -> None:
    held.account(20_000_000)
    held.hold()
    with scope.of_court(province.court.pk):
        told = province.officer.username
        watch.tell(control=near(held), step=Alarm.Step.OFFICER, told=told, now=localtime())
        alarm = Alarm.objects.get()
    address = f"/control/calendar/alarms/{alarm.pk}/seen"
    assert log_in(province.chief).post(address).status_code == 409
    with scope.of_court(province.court.pk):
        assert Alarm.objects.get().seen_at is None
    assert log_in(province.officer).post(address).status_code == 302
    with scope.of_court(province.court.pk):
        assert Alarm.objects.get().seen_at is not None


def test_an_incident_is_answered_by_the_chief(held: Holder, province: Province, log_in: LogIn) -> None:
    held.account(20_000_000)
    held.hold()
    with scope.of_court(province.court.pk):
        system = Acting.system(province.court.pk, "watch")
        watch.note_incident(acting=system, control=one(held), kind="lapsed", story=[], now=localtime())
        incident = one(held).incidents.get()
    address = f"/control/calendar/incidents/{incident.pk}"
    assert log_in(province.officer).post(address, {"answer": "已重新冻结"}).status_code == 409
    chief = log_in(province.chief)
    assert "失效事件" in chief.get("/").content.decode()
    assert chief.post(address, {"answer": "已重新冻结"}).status_code == 302
    with scope.of_court(province.court.pk):
        assert one(held).incidents.get().answer == "已重新冻结"


# --- others


def test_a_third_party_debt_runs_its_fifteen_days(held: Holder, province: Province, log_in: LogIn) -> None:
    officer, chief = log_in(province.officer), log_in(province.chief)
    officer.post(f"/cases/{held.case.pk}/control/state")
    form = {
        "debtor": held.debtor.pk,
        "kind": "natural",
        "name": "何丽珍",
        "number": "110101199003077758",
        "amount": "3000",
        "basis": "欠条",
    }
    assert chief.post(f"/cases/{held.case.pk}/debts/draft", form).status_code == 409
    with scope.of_court(province.court.pk):
        assert not ThirdPartyDebt.objects.exists()
    assert officer.post(f"/cases/{held.case.pk}/debts/draft", form).status_code == 302
    with scope.of_court(province.court.pk):
        debt = ThirdPartyDebt.objects.get()
    address = f"/cases/{held.case.pk}/debts/{debt.pk}"
    assert officer.post(f"{address}/approve").status_code == 409
    assert chief.post(f"{address}/approve").status_code == 302
    assert officer.post(f"{address}/serve", {"on": localdate().isoformat()}).status_code == 302
    assert "答复期剩" in officer.get(f"/cases/{held.case.pk}/assets/").content.decode()


def test_an_outsiders_objection_stops_what_comes_next(held: Holder, province: Province, log_in: LogIn) -> None:
    account = held.account(20_000_000)
    held.hold()
    client = log_in(province.officer)
    form = {"asset": account.pk, "objector": "罗素梅", "grounds": "账户内是代收货款", "on": localdate().isoformat()}
    assert client.post(f"/cases/{held.case.pk}/objections/enter", form).status_code == 302
    page = client.get(f"/cases/{held.case.pk}/assets/").content.decode()
    assert "处理案外人异议" in page
    assert "审查中" in page
    answer = client.post(f"/cases/{held.case.pk}/control/{one(held).pk}/deduct", {"amount": "10"})
    assert answer.status_code == 409
    with scope.of_court(province.court.pk):
        objection = OutsiderObjection.objects.get()
    rule = f"/cases/{held.case.pk}/objections/{objection.pk}/rule"
    ruling = {"result": "rejected", "outcome": "（2026）粤0605执异1号", "on": localdate().isoformat()}
    assert client.post(rule, ruling).status_code == 409
    assert log_in(province.chief).post(rule, ruling).status_code == 302


# --- what each page asks of the database, pinned


def test_the_sql_of_the_centre_does_not_grow_with_its_searches(held: Holder, province: Province, log_in: LogIn) -> None:
    agencies(2)
    client = log_in(province.officer)
    client.post(f"/cases/{held.case.pk}/search")
    before = page_queries(client, "/control/")
    for serial in range(2, 5):
        client.post(f"/cases/{holder(province, serial=serial).case.pk}/search")
    after = page_queries(client, "/control/")
    assert after.tables == before.tables
    assert len(before.tables) <= 22


def test_the_sql_of_the_things_does_not_grow_with_them(held: Holder, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    held.account(20_000_000)
    held.hold()
    before = page_queries(client, f"/cases/{held.case.pk}/assets/")
    for _ in range(5):
        held.account(1_000_000)
        held.thing(3_000_000, kind=HoldingKind.VEHICLE)
    after = page_queries(client, f"/cases/{held.case.pk}/assets/")
    assert after.tables == before.tables
    assert len(before.tables) <= 36


def test_the_sql_of_the_plan_does_not_grow_with_what_is_proposed(
    held: Holder, province: Province, log_in: LogIn
) -> None:
    client = log_in(province.officer)
    client.post(f"/cases/{held.case.pk}/control/state")
    held.account(1_000_000)
    before = page_queries(client, f"/cases/{held.case.pk}/control/")
    for _ in range(5):
        held.account(1_000_000)
    after = page_queries(client, f"/cases/{held.case.pk}/control/")
    assert after.tables == before.tables
    assert len(before.tables) <= 52


def test_the_sql_of_the_calendar_is_pinned(held: Holder, province: Province, log_in: LogIn) -> None:
    held.account(20_000_000)
    held.hold()
    near(held)
    assert len(page_queries(log_in(province.officer), "/control/calendar/").tables) <= 22
