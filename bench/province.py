"""A seeded province for the pages: 115 courts, 316,997 cases with what their pages show.

Rows are written past triggers and foreign keys (session_replication_role = replica), as a restored dump would be, or it
would take an hour: the pages read balances and receipts, and no posting stands behind these. Row security, indexes and
the rights of the application are the real ones. Every value follows from the case's number and the seed.
"""

from dataclasses import dataclass

import psycopg
from django.contrib.auth.hashers import make_password
from psycopg import ClientCursor

from bench.harness import Database
from bench.rows import Cursor, insert
from duixian.domain.cases.models import Case, Node, Obligation, Party, Title
from duixian.domain.courts.models import Court, Level, Officer, Role
from duixian.domain.courts.services import found_court
from duixian.domain.funds.models import Account, BankAccount, BankTransfer, CaseAccount, Receipt, StatementImport
from duixian.domain.parties.models import Person

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于"
    "董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国红梅春生志远海波晓东文斌立新永福长青少云家辉思雨"
    "子轩欣怡浩然一诺佳琪宇航雪松金凤德胜万里光荣振中培根正义小龙庆丰来喜翠花淑贞宝山玲珑"
)
HIGH, INTERMEDIATE, BASIC = 1, 13, 101


@dataclass(frozen=True, slots=True)
class Province:
    """Where to look: a basic court of about 3,000 cases, its staff, an inspector of the high court."""

    basic: int
    officers: tuple[int, ...]
    chief: int
    accountant: int
    inspector: int


def found(database: Database, *, cases: int, seed: int) -> Province:
    """Make the province. Cases are spread so that a basic court has three times an upper court's."""
    courts = _courts()
    staff = _staff(courts)
    with psycopg.connect(database.server, autocommit=False, cursor_factory=ClientCursor) as server:
        cursor = server.cursor()
        cursor.execute("set session_replication_role = replica")
        cursor.execute("set local work_mem = '128MB'")
        cursor.execute(_PLAN, {"cases": cases, "seed": seed, "surnames": SURNAMES, "given": GIVEN})
        _insert(cursor)
        cursor.execute("drop table plan")
        for table in ("cases_case", "parties_person", "cases_title", "funds_account", "funds_banktransfer"):
            cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
    basic = next(court for court in courts if court.level == Level.BASIC)
    return Province(
        basic=basic.pk,
        officers=tuple(o.pk for o in staff if o.court_id == basic.pk and o.roles == [Role.OFFICER]),
        chief=next(o.pk for o in staff if o.court_id == basic.pk and Role.CHIEF in o.roles),
        accountant=next(o.pk for o in staff if o.court_id == basic.pk and Role.ACCOUNTANT in o.roles),
        inspector=next(o.pk for o in staff if Role.INSPECTOR in o.roles),
    )


def _courts() -> list[Court]:
    high = found_court(code="苏", name="合成高级人民法院", level=Level.HIGH, parent=None)
    middle = [
        found_court(code=f"苏{n:02d}", name=f"合成第{n}中级人民法院", level=Level.INTERMEDIATE, parent=high)
        for n in range(1, INTERMEDIATE + 1)
    ]
    basic = [
        found_court(
            code=f"苏{place % INTERMEDIATE + 1:02d}{place // INTERMEDIATE + 1:02d}",
            name=f"合成第{place + 1}区人民法院",
            level=Level.BASIC,
            parent=middle[place % INTERMEDIATE],
        )
        for place in range(BASIC)
    ]
    return [high, *middle, *basic]


def _staff(courts: list[Court]) -> list[Officer]:
    locked = make_password(None)
    roles: list[list[Role]] = [[Role.OFFICER]] * 10 + [[Role.CHIEF, Role.APPROVER], [Role.ACCOUNTANT], [Role.INSPECTOR]]
    return Officer.objects.bulk_create(
        Officer(
            username=f"u{court.pk}-{n}",
            name=f"{SURNAMES[n]}{GIVEN[court.pk % 90]}",
            court=court,
            roles=held,
            password=locked,
        )
        for court in courts
        for n, held in enumerate(roles)
    )


_PLAN = """
create function chance(n bigint, salt integer, of integer) returns integer language sql immutable parallel safe as
    $$ select ((hashint8extended(n, %(seed)s + salt) & 1073741823) %% of)::integer $$;
create function called(n bigint, salt integer) returns text language sql immutable parallel safe as $$
    select substr(%(surnames)s, 1 + chance(n, salt, length(%(surnames)s)), 1)
        || substr(%(given)s, 1 + chance(n, salt + 1, length(%(given)s)), 1)
        || case when chance(n, salt + 2, 3) > 0
                then substr(%(given)s, 1 + chance(n, salt + 3, length(%(given)s)), 1) else '' end $$;
create unlogged table plan as
with slots as (
    select row_number() over (order by c.id, k) - 1 as slot, c.id, c.code
    from courts_court c cross join generate_series(1, 3) as k where k = 1 or c.level = 4
), drawn as (
    select n, 2018 + chance(n, 2, 9) as year, chance(n, 3, 100) as fate, s.id as court_id, s.code,
           1000000 + chance(n, 4, 100000000)::bigint as fen
    from generate_series(1, %(cases)s) as n
    join slots s on s.slot = chance(n, 1, (select count(*)::integer from slots))
)
select d.*, row_number() over (partition by court_id, year order by n) as serial,
       case when fate < 62 or year < 2022 then 'closed' when fate < 84 then 'round_ended' when fate < 92 then 'notified'
            when fate < 97 then 'paying' when fate < 99 then 'filed' else 'suspended' end as state,
       make_date(year, 1 + chance(n, 5, 11), 1 + chance(n, 6, 28)) as filed_on,
       case when chance(n, 7, 4) = 0 then '合成' || called(n, 20) || '商贸有限公司' else called(n, 20) end as applicant,
       case when chance(n, 8, 4) = 0 then '合成' || called(n, 30) || '建材有限公司' else called(n, 30) end as debtor,
       (select min(id) from courts_officer o where o.court_id = d.court_id) + chance(n, 9, 10) as officer_id,
       chance(n, 10, 3) = 0 as received
from drawn d;
create index on plan (n);
analyze plan;
"""


def _insert(cursor: Cursor) -> None:
    number = "'（' || p.year || '）' || p.code || '执' || p.serial || '号'"
    title = "'（' || p.year - 1 || '）' || p.code || '民初' || p.n || '号'"
    insert(
        cursor,
        Case,
        source="plan p",
        id="p.n",
        court_id="p.court_id",
        year="p.year",
        serial="p.serial",
        number=number,
        cause="(array['民间借贷纠纷','买卖合同纠纷','金融借款合同纠纷','劳动争议'])[1 + chance(p.n, 11, 4)]",
        state="p.state",
        closing="case when p.state = 'closed' then 'performed' else '' end",
        closing_basis="case when p.state = 'closed' then '执行规定第六十四条第一项' else '' end",
        officer_id="p.officer_id",
        filed_on="p.filed_on",
        closed_on="case when p.state = 'closed' then p.filed_on + 150 end",
        claim_fen="p.fen",
        search=rf"{number} || E'\n' || {title} || E'\n' || p.applicant || E'\n' || p.debtor",
    )
    cursor.execute("insert into cases_index (case_id, court_id, words) select id, court_id, search from cases_case")
    for side, salt, role in (("applicant", 0, "applicant"), ("debtor", 1, "debtor")):
        insert(
            cursor,
            Person,
            source="plan p",
            id=f"p.n * 2 - {salt}",
            court_id="p.court_id",
            kind=f"case when p.{side} like '合成%%' then 'company' else 'natural' end",
            name=f"p.{side}",
            sort_key=f"p.{side}",
            phone=f"'138' || lpad((p.n * 2 - {salt})::text, 8, '0')",
            address="'合成市合成区合成路' || p.n %% 999 || '号'",
        )
        insert(
            cursor,
            Party,
            source="plan p",
            court_id="p.court_id",
            case_id="p.n",
            person_id=f"p.n * 2 - {salt}",
            role=f"'{role}'",
            label=f"p.{side}",
            position=str(salt),
        )
    insert(
        cursor,
        Title,
        source="plan p",
        id="p.n",
        court_id="p.court_id",
        case_id="p.n",
        kind="'judgment'",
        made_by="'合成人民法院'",
        number=title,
        made_on="p.filed_on - 60",
        effective_on="p.filed_on - 40",
        text="repeat('被告于本判决生效之日起十日内偿还原告借款本金及利息。', 4)",
    )
    terms = (
        "jsonb_build_object('key', k::text, 'label', '借款本金', 'kind', 'principal', 'amount', p.fen / 2,"
        " 'creditors', jsonb_build_array(p.applicant), 'debtors', jsonb_build_array(p.debtor))"
    )
    insert(
        cursor,
        Obligation,
        source="plan p cross join generate_series(1, 2) as k",
        court_id="p.court_id",
        title_id="p.n",
        position="k",
        key="k::text",
        kind="'money'",
        label="case k when 1 then '借款本金' else '案件受理费' end",
        amount_fen="p.fen / 2",
        terms=terms,
    )
    _insert_nodes(cursor)
    _insert_money(cursor)


def _insert_nodes(cursor: Cursor) -> None:
    """Five limits a case; those of a closed case are done, of an open one the first ones."""
    rules = (
        "(values (1, 'assign', '分案', 3), (2, 'notice', '发出执行通知', 10), (3, 'report_order', '责令报告财产', 10),"
        " (4, 'ask_clues', '询问财产线索', 15), (5, 'statutory_end', '法定执行期限', 180))"
        " as r (place, rule, title, days)"
    )
    done = "p.state = 'closed' or r.place <= 1 + chance(p.n, 12, 5)"
    insert(
        cursor,
        Node,
        source=f"plan p cross join {rules}",
        court_id="p.court_id",
        case_id="p.n",
        rule="r.rule",
        title="r.title",
        basis="'民事诉讼法解释（2022）第四百八十条'",
        started_on="p.filed_on",
        # open cases look filed lately to their limits, or the whole workbench would be overdue for years
        due_on=(
            "case when p.state = 'closed' then p.filed_on + r.days"
            " else current_date - 60 + chance(p.n * 5 + r.place, 13, 200) end"
        ),
        done_on=f"case when {done} then p.filed_on + r.days - 1 end",
    )


def _insert_money(cursor: Cursor) -> None:
    """An account for each case; money received in every third, one or two receipts."""
    insert(
        cursor,
        Account,
        source="plan p",
        id="p.n * 2",
        court_id="p.court_id",
        kind="'case'",
        case_id="p.n",
        balance_fen="case when p.received and p.state = 'paying' then p.fen / 4 else 0 end",
    )
    insert(
        cursor,
        CaseAccount,
        source="plan p",
        court_id="p.court_id",
        case_id="p.n",
        number="'11006077' || lpad(p.n::text, 12, '0')",
        account_id="p.n * 2",
        opened_on="p.filed_on",
    )
    insert(
        cursor,
        Account,
        source="plan p where p.received",
        id="p.n * 2 + 1",
        court_id="p.court_id",
        kind="'payee'",
        case_id="p.n",
        person_id="p.n * 2",
    )
    insert(
        cursor,
        Account,
        source="courts_court c",
        id="10000000 + c.id",
        court_id="c.id",
        kind="'bank'",
    )
    insert(
        cursor,
        BankAccount,
        source="courts_court c",
        id="c.id",
        court_id="c.id",
        holder="c.name || '执行款专户'",
        number="'11006077' || c.id",
        bank_name="'合成银行'",
        account_id="10000000 + c.id",
    )
    insert(
        cursor,
        StatementImport,
        source="courts_court c",
        id="c.id",
        court_id="c.id",
        bank_account_id="c.id",
        file_name="'synthetic.xml'",
        sha256="encode(sha256(c.name::bytea), 'hex')",
        layout="'camt.053'",
        rows="0",
        added="0",
        known="0",
        imported_at="now()",
        imported_by="'system:bench'",
    )
    received = "plan p cross join generate_series(0, 1) as k where p.received and (k = 0 or p.n %% 2 = 0)"
    insert(
        cursor,
        BankTransfer,
        source=received,
        id="p.n * 2 + k",
        court_id="p.court_id",
        bank_account_id="p.court_id",
        statement_id="p.court_id",
        fingerprint="md5('t' || (p.n * 2 + k))",
        booked_on="p.filed_on + 30",
        incoming="true",
        amount_fen="p.fen / 4",
        counterparty="p.debtor",
    )
    insert(
        cursor,
        Receipt,
        source=received,
        court_id="p.court_id",
        transfer_id="p.n * 2 + k",
        amount_fen="p.fen / 4",
        received_on="p.filed_on + 30",
        state="'identified'",
        case_id="p.n",
        payer="p.debtor",
        identified_at="now()",
        identified_by="'system:bench'",
    )
