"""Instruments as issued."""

from django.db import models

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
        indexes = [models.Index(fields=["case", "-issued_at"], name="documents_of_case")]
