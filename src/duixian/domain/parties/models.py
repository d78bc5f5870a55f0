"""People and organisations, and the bank accounts they name for payment."""

from django.db import models

from duixian.domain.courts.models import Court, Officer


class PersonKind(models.TextChoices):
    """What a party is in law; distribution differs by it (民诉解释 506, 514)."""

    NATURAL = "natural", "自然人"
    COMPANY = "company", "企业法人"
    ORGANISATION = "organisation", "其他组织"
    AUTHORITY = "authority", "机关"


class Person(models.Model):
    """A natural or legal person or other organisation, as this court knows it. The number identifies, not the name.

    `id_number` is a resident number or a unified social credit code, checked before it is kept; empty when unknown.
    `sort_key` is the name in pinyin, so that lists sort without a collation of the database.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=PersonKind)
    name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=200, blank=True)
    id_number = models.CharField(max_length=30, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["court", "id_number"], condition=~models.Q(id_number=""), name="parties_one_person_per_number"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="parties_person_has_a_name"),
        ]
        indexes = [models.Index(fields=["court", "name"], name="parties_by_name")]

    def __str__(self) -> str:
        return self.name


class PayeeAccount(models.Model):
    """A bank account that a person named for payment. Never changed: a correction is a new row that replaces it."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    holder = models.CharField(max_length=120)
    number = models.CharField(max_length=40)
    bank_name = models.CharField(max_length=120)
    bank_code = models.CharField(max_length=20, blank=True)
    confirmed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    replaced = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(replaced=False), name="parties_one_account_in_force"
            )
        ]


class Unmasking(models.Model):
    """Somebody asked to see a full number: who, whose, for which case, why."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
