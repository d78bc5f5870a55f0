"""Letters between courts: written by one, taken up by another, changed by nobody.

A court writes its own rows only. So a letter is the sender's row, which the receiver may read (row security of
`cases_courtletter`), and taking it up is the receiver's row. An answer is a letter of its own in the same `thread`.
"""

from django.db import models

from duixian.domain.cases.models.case import Case
from duixian.domain.courts.models import Court


class LetterKind(models.TextChoices):
    """What a letter says."""

    REVIEW_FILE = "review_file", "报送复议案卷"
    REVIEW_RULING = "review_ruling", "复议裁定"
    SUPERVISION_ORDER = "supervision_order", "督促执行令"
    SUPERVISION_REPORT = "supervision_report", "督促办理报告"
    SUPERVISION_RULING = "supervision_ruling", "提级、指令执行裁定"
    ENTRUST = "entrust", "委托执行函"
    ENTRUST_WANTING = "entrust_wanting", "补办材料函"
    ENTRUST_SUPPLY = "entrust_supply", "补办材料"
    ENTRUST_FILED = "entrust_filed", "立案通知"
    ENTRUST_REPORT = "entrust_report", "执行情况函"
    ENTRUST_RETURN = "entrust_return", "退回委托函"
    ENTRUST_RECALL = "entrust_recall", "撤回委托函"
    ENTRUST_RESULT = "entrust_result", "执行结果函"
    CONTROLS_TAKEN = "controls_taken", "控制措施接续函"
    TASK = "task", "事项委托函"
    TASK_ACCEPTED = "task_accepted", "事项委托签收"
    TASK_RESULT = "task_result", "事项委托复函"
    TASK_RETURN = "task_return", "事项委托退回函"
    TASK_RECALL = "task_recall", "事项委托撤回函"


class CourtLetter(models.Model):
    """One letter as it went out. `court` wrote it; `number` is the sender's own number of letters, no case number;
    `said` is all it says, `sha256` of that text; `thread` is the first letter of an exchange, empty for the first."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    to_court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=LetterKind)
    number = models.CharField(max_length=40)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField(max_length=40)
    thread = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="answers")
    said = models.JSONField()
    sha256 = models.CharField(max_length=64)
    sent_on = models.DateField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=80)

    class Meta:
        ordering = ("sent_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["number"], name="cases_letter_number_is_unique"),
            models.CheckConstraint(
                condition=~models.Q(court=models.F("to_court")), name="cases_letter_goes_to_another_court"
            ),
        ]
        indexes = [models.Index(fields=["to_court", "sent_on"], name="cases_letters_to_court")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class LetterTaken(models.Model):
    """That a letter was taken up by the court it went to: once, and for ever."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    letter = models.OneToOneField(CourtLetter, on_delete=models.PROTECT, related_name="taken")
    taken_on = models.DateField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80)
