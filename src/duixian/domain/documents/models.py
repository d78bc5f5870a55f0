"""Instruments as issued, and the record of how each reached whom."""

from django.db import models
from django.db.models import F, Q

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court


class Instrument(models.Model):
    """A legal instrument (文书): what it says (`facts`), the file as sent (`pdf`), its fingerprint and verify code."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    number = models.CharField(max_length=80)
    facts = models.JSONField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    verify_code = models.CharField(max_length=24, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(fields=["case", "-issued_at"], name="documents_of_case"),
            models.Index(fields=["court", "kind", "-id"], name="documents_of_kind"),
        ]


class ServiceMethod(models.TextChoices):
    """How a paper is served: `law.service.Method`."""

    DIRECT = "direct", "直接送达"
    LEFT = "left", "留置送达"
    ELECTRONIC = "electronic", "电子送达"
    ENTRUSTED = "entrusted", "委托送达"
    MAIL = "mail", "邮寄送达"
    PASSED_ON = "passed_on", "转交送达"
    NOTICE = "notice", "公告送达"


class ServiceRecord(models.Model):
    """A paper reached its addressee (送达): how, when, who took it, by which receipt, and who put it on record.

    `sent_on` is the day on the receipt, or on which a public notice was put up; `served_on` the day on which it counts.
    Never changed: a record that is wrong is replaced by another.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="services")
    addressee = models.CharField(max_length=120)
    method = models.CharField(max_length=10, choices=ServiceMethod)
    sent_on = models.DateField()
    served_on = models.DateField()
    taker = models.CharField(max_length=120)
    proof = models.CharField(max_length=160)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "addressee"],
                condition=Q(replaces__isnull=True),
                name="documents_served_once",
            ),
            models.CheckConstraint(
                condition=Q(addressee__gt="", taker__gt="", proof__gt=""), name="documents_service_is_proved"
            ),
            models.CheckConstraint(
                condition=Q(method="notice", served_on__gt=F("sent_on"))
                | (~Q(method="notice") & Q(served_on=F("sent_on"))),
                name="documents_service_has_its_day",
            ),
        ]
