"""What outside platforms report, day by day."""

from django.db import models

from duixian.domain.courts.models import Court
from duixian.domain.disposal.models.disposals import Platform


class ResultFile(models.Model):
    """A daily file of a platform as it came in; the same file twice is one row. Rows that could not be used are kept
    with their faults."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.IntegerField()
    used = models.IntegerField()
    known = models.IntegerField(default=0)
    faults = models.JSONField(default=list)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "platform", "sha256"], name="disposal_one_import_per_file")
        ]
