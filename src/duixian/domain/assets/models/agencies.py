"""The agencies the courts talk to."""

from django.db import models

from duixian.ports.agencies import AgencyKind

_KINDS = {
    AgencyKind.BANK: "银行",
    AgencyKind.WALLET: "支付机构",
    AgencyKind.LAND: "不动产登记",
    AgencyKind.VEHICLE: "车辆管理",
    AgencyKind.SECURITIES: "证券登记结算",
    AgencyKind.INSURANCE: "保险",
    AgencyKind.PROVIDENT_FUND: "公积金中心",
    AgencyKind.COMPANY: "市场监管",
}


class Counterparty(models.Model):
    """An agency behind the port: where it listens and by which key its answers are known. One for all courts.

    `rest_until`: it failed, and is left alone until then; `failures` how often in a row. `notice_cursor`: the last
    notice taken.
    """

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=[(kind.value, label) for kind, label in _KINDS.items()])
    url = models.CharField(max_length=200, blank=True)
    public_key = models.CharField(max_length=64, blank=True, help_text="Ed25519，base64")
    active = models.BooleanField(default=True)
    simulated = models.BooleanField(default=False)
    failures = models.IntegerField(default=0)
    rest_until = models.DateTimeField(null=True)
    last_answer_at = models.DateTimeField(null=True)
    notice_cursor = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("kind", "code")

    def __str__(self) -> str:
        return self.name
