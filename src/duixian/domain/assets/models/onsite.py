"""What officers do on the spot with things that no agency holds (现场查封、扣押、续行、解除)."""

from django.db import models
from django.db.models import Q

from duixian.domain.assets.models.controls import Control
from duixian.domain.assets.models.holdings import Asset
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court


class OnSiteAct(models.Model):
    """One act on one controlled thing, on the spot: drafted with the list of what is meant, approved by another person,
    carried out by two officers of the court, who differ (民诉法 256).

    `inventory` is the list as drafted, `found` as it was drawn up there (查封扣押清单), each
    `{"name", "quantity", "note"}`; `photographs` and `record_sha256` are the SHA-256 of the pictures and of the record
    (笔录), in hex. `until` None: as long as the law lets it. A release of what is not needed needs nobody's approval
    (`automatic`).
    """

    class Kind(models.TextChoices):
        SEAL = "seal", "查封、扣押"
        RENEW = "renew", "续行"
        RELEASE = "release", "解除"

    class State(models.TextChoices):
        DRAFT = "draft", "待审批"
        APPROVED = "approved", "待现场办理"
        DONE = "done", "已办理"
        FAILED = "failed", "未能办理"
        CANCELLED = "cancelled", "已撤销"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+")
    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="on_site")
    act = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    ground = models.CharField(max_length=200)
    until = models.DateField(null=True)
    inventory = models.JSONField(default=list, help_text="拟查封、扣押的物品")
    automatic = models.BooleanField(default=False)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    carried_out_on = models.DateField(null=True)
    first_officer = models.CharField(max_length=80, blank=True)
    second_officer = models.CharField(max_length=80, blank=True)
    present = models.CharField(max_length=120, blank=True, help_text="在场的被执行人或其成年家属、见证人")
    custodian = models.CharField(max_length=120, blank=True, help_text="保管人和保管地点")
    found = models.JSONField(default=list, help_text="查封扣押清单")
    photographs = models.JSONField(default=list, help_text="照片的 SHA-256")
    record_sha256 = models.CharField(max_length=64, blank=True, help_text="笔录的 SHA-256")
    outcome = models.CharField(max_length=300, blank=True, help_text="未能办理或撤销的原因")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["control", "act"],
                name="assets_one_act_on_site_at_a_time",
                condition=Q(state__in=["draft", "approved"]),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | Q(automatic=True)
                | (Q(approved_by__gt="") & ~Q(approved_by=models.F("made_by"))),
                name="assets_on_site_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(automatic=False) | Q(act="release"), name="assets_automatic_on_site_only_releases"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "failed"])
                | (
                    Q(carried_out_on__isnull=False, first_officer__gt="", second_officer__gt="", record_sha256__gt="")
                    & ~Q(first_officer=models.F("second_officer"))
                ),
                name="assets_on_site_by_two_officers",
            ),
            models.CheckConstraint(
                condition=~Q(state="done", act="seal")
                | (Q(custodian__gt="", present__gt="") & ~Q(found=[]) & ~Q(photographs=[])),
                name="assets_sealed_on_site_with_a_list",
            ),
            models.CheckConstraint(
                condition=~Q(act="renew") | Q(until__isnull=False), name="assets_renewed_on_site_until"
            ),
        ]
        indexes = [
            models.Index(
                fields=["court", "state"], name="assets_on_site_open", condition=Q(state__in=["draft", "approved"])
            ),
        ]
