"""What counts against the debt of a case without being a receipt of it."""

from django.db import models

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person


class CreditKind(models.TextChoices):
    """How a sum came to be credited. PRICE and FORFEIT are money that bidders had paid in and that now lies on the
    case's account; with a SET_OFF no money moves."""

    PRICE = "price", "拍卖、变卖价款"
    FORFEIT = "forfeit", "悔拍保证金"
    SET_OFF = "set_off", "以物抵债、债权冲抵"


class Credit(models.Model):
    """A sum that counts against the debt of a case from `on`: the day the ruling took effect (法释〔2014〕8号 三).

    `person` paid it, or took the thing for the debt. `origin` says what it came of ("disposal:12"), `thing` in words.
    A credit stands once for its origin and person, and for ever.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=CreditKind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()
    on = models.DateField(db_column="on_day")
    origin = models.CharField(max_length=40)
    thing = models.CharField(max_length=160)
    of_thing = models.BooleanField(default=True, help_text="属于该财产的变价款，担保物权人就此优先受偿；否则为一般案款")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "kind", "person", "of_thing"], name="funds_a_credit_once"),
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="funds_credit_positive"),
        ]
        indexes = [models.Index(fields=["case", "on"], name="funds_credits_of_case")]
