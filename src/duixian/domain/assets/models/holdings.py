"""What debtors have, as far as anybody told."""

from django.db import models

from duixian.domain.assets.models.agencies import Counterparty
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person
from duixian.law.control.things import Earmark, HoldingKind

_KINDS = {
    HoldingKind.DEPOSIT: "银行存款",
    HoldingKind.WALLET: "支付账户余额",
    HoldingKind.WEALTH: "理财产品",
    HoldingKind.SECURITIES: "证券",
    HoldingKind.INSURANCE: "保单现金价值",
    HoldingKind.PROVIDENT_FUND: "住房公积金",
    HoldingKind.EQUITY: "股权",
    HoldingKind.HOME: "住宅",
    HoldingKind.LAND: "其他不动产",
    HoldingKind.VEHICLE: "车辆",
    HoldingKind.THING: "其他动产",
}

_EARMARKS = {
    Earmark.NONE: "无",
    Earmark.WAGES: "工资",
    Earmark.MINIMUM_LIVING: "最低生活保障金",
    Earmark.PENSION: "养老金、抚恤金",
    Earmark.SOCIAL_INSURANCE: "社会保险基金",
    Earmark.MEDICAL: "医疗救助",
    Earmark.PROVIDENT_FUND: "住房公积金",
    Earmark.MIGRANT_WAGES: "农民工工资专户",
    Earmark.PRESALE: "预售资金监管账户",
    Earmark.MARGIN: "保证金",
    Earmark.TRUST: "信托、代管资金",
    Earmark.PARTY_FUNDS: "党费、工会经费",
}


class Source(models.TextChoices):
    """Who told of a thing."""

    ORDER = "order", "网络查询"
    REPORT = "report", "财产报告"
    CLUE = "clue", "财产线索"
    FIELD = "field", "现场调查"


class Exemption(models.TextChoices):
    """Whether the law keeps a thing from the court (查封规定 3, 4; 民诉法 254, 255)."""

    NONE = "none", "不豁免"
    PART = "part", "部分豁免"
    WHOLE = "whole", "豁免"


class Asset(models.Model):
    """One thing of one debtor at one place. `reference` is the agency's own name of it; for a thing no agency told
    of, ours.

    `divisible`: it can be controlled by amount. `value_fen` of a thing that is not money is net of nothing;
    `counts_fen` is what it can bring for the court: after charges that stand before, other courts' ranks, co-owners
    and exemption, as `law.control` counted it when the thing was last told of (`counted_why`). `balance_fen` and
    `available_fen` are the agency's. All fen.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    counterparty = models.ForeignKey(Counterparty, null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=[(kind.value, label) for kind, label in _KINDS.items()])
    title = models.CharField(max_length=160)
    currency = models.CharField(max_length=3, default="CNY")
    divisible = models.BooleanField()
    balance_fen = models.BigIntegerField(null=True)
    available_fen = models.BigIntegerField(null=True)
    value_fen = models.BigIntegerField(null=True)
    value_source = models.CharField(max_length=80, blank=True)
    value_on = models.DateField(null=True)
    counts_fen = models.BigIntegerField(default=0)
    counted_why = models.JSONField(default=list)
    earmark = models.CharField(
        max_length=16, choices=[(mark.value, label) for mark, label in _EARMARKS.items()], blank=True
    )
    exemption = models.CharField(max_length=6, choices=Exemption, default=Exemption.NONE)
    exempt_fen = models.BigIntegerField(default=0)
    exempt_basis = models.CharField(max_length=200, blank=True)
    share = models.CharField(max_length=20, default="1/1")
    co_owners = models.JSONField(default=list)
    charges = models.JSONField(default=list)
    other_controls = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    source = models.CharField(max_length=8, choices=Source)
    source_order = models.ForeignKey(
        "assets.ControlOrder", null=True, on_delete=models.PROTECT, related_name="found", help_text="哪一次查询查到"
    )
    known_since = models.DateTimeField()
    as_of = models.DateTimeField()
    gone_on = models.DateField(null=True, help_text="已处分、注销或被他院处置之日")
    gone_why = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["court", "person", "counterparty", "reference"],
                name="assets_a_thing_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(counts_fen__gte=0, exempt_fen__gte=0)
                & (models.Q(balance_fen__isnull=True) | models.Q(balance_fen__gte=0))
                & (models.Q(available_fen__isnull=True) | models.Q(available_fen__gte=0))
                & (models.Q(value_fen__isnull=True) | models.Q(value_fen__gte=0)),
                name="assets_no_negative_sums",
            ),
            models.CheckConstraint(
                condition=models.Q(exemption="none", exempt_fen=0)
                | (models.Q(exempt_basis__gt="") & ~models.Q(exemption="none")),
                name="assets_exempt_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OutsiderObjection(models.Model):
    """An outsider says the thing is theirs (民诉法 238): while it is looked into, and 15 days after, it is not disposed
    of."""

    class State(models.TextChoices):
        FILED = "filed", "审查中"
        UPHELD = "upheld", "异议成立"
        REJECTED = "rejected", "驳回异议"
        SUED = "sued", "异议之诉"
        ENDED = "ended", "已了结"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="objections")
    objector = models.CharField(max_length=120)
    grounds = models.CharField(max_length=500)
    filed_on = models.DateField()
    due_on = models.DateField(help_text="十五日内审查")
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    ruled_on = models.DateField(null=True)
    served_on = models.DateField(null=True)
    stops_until = models.DateField(null=True, help_text="不得处分至该日")
    sued_on = models.DateField(null=True)
    suit = models.CharField(max_length=120, blank=True, help_text="异议之诉的案号和原告")
    outcome = models.CharField(max_length=300, blank=True)
    entered_by = models.CharField(max_length=80)
    decided_by = models.CharField(max_length=80, blank=True)
