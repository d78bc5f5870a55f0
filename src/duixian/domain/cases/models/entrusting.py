"""Cases given to another court, and single tasks asked of one: each court's own row of it, joined by letters."""

from django.db import models

from duixian.domain.cases.models.approvals import Approval
from duixian.domain.cases.models.case import Case
from duixian.domain.cases.models.letters import CourtLetter
from duixian.domain.courts.models import Court


class Entrustment(models.Model):
    """A case this court gave to another (委托执行规定). `there`: assets that lie there; `papers`: what goes along;
    `controls`: what is held and goes over, as told in the letter; `their_number`: the case the other court filed."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审批"
        DECLINED = "declined", "不予批准"
        SENT = "sent", "已发出"
        TAKEN = "taken", "受托法院已立案"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"
        ENDED = "ended", "已函复结果"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entrustments")
    to_court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    assets_there = models.TextField(help_text="受托法院辖区内的财产线索")
    there = models.JSONField(default=list, help_text="位于受托法院辖区的财产")
    reason = models.TextField()
    papers = models.JSONField(default=list)
    controls = models.JSONField(default=list)
    controls_taken_on = models.DateField(null=True)
    approval = models.ForeignKey(Approval, null=True, on_delete=models.PROTECT, related_name="+")
    letter = models.OneToOneField(CourtLetter, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    sent_on = models.DateField(null=True)
    due_on = models.DateField(null=True, help_text="受托法院立案、执结或者本院补办的期限")
    their_number = models.CharField(max_length=40, blank=True)
    told_on = models.DateField(null=True, help_text="告知申请执行人之日")
    outcome = models.TextField(blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("-proposed_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["proposed", "sent", "taken"]),
                name="cases_entrusted_to_one_court",
            )
        ]


class EntrustedCase(models.Model):
    """A case another court gave to this one. `case` is this court's own, once filed."""

    class State(models.TextChoices):
        RECEIVED = "received", "已收到"
        WANTING = "wanting", "待补办材料"
        FILED = "filed", "已立案"
        STARTED = "started", "已开始执行"
        RETURNED = "returned", "已退回"
        RECALLED = "recalled", "已被撤回"
        DONE = "done", "已函复结果"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    letter = models.OneToOneField(CourtLetter, on_delete=models.PROTECT, related_name="+")
    from_court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    their_number = models.CharField(max_length=40)
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="entrusted_by")
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    received_on = models.DateField()
    due_on = models.DateField()
    filed_on = models.DateField(null=True)
    supply_due = models.DateField(null=True)
    reported_on = models.DateField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["received", "wanting", "returned", "recalled"])
                | models.Q(case__isnull=False),
                name="cases_entrusted_has_a_case",
            )
        ]


class TaskRequest(models.Model):
    """A single task this court asked of another (事项委托)."""

    class State(models.TextChoices):
        SENT = "sent", "已发出"
        ACCEPTED = "accepted", "已签收"
        DONE = "done", "已办结"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="task_requests")
    to_court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    what = models.TextField()
    ruling = models.CharField(max_length=60, blank=True, help_text="据以办理的裁定书文号")
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    letter = models.OneToOneField(CourtLetter, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField()
    due_on = models.DateField()
    result = models.TextField(blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        indexes = [models.Index(fields=["court", "state", "due_on"], name="cases_tasks_asked")]


class TaskTaken(models.Model):
    """A single task another court asked of this one. No case is filed for it."""

    class State(models.TextChoices):
        RECEIVED = "received", "待签收"
        ACCEPTED = "accepted", "办理中"
        DONE = "done", "已办结"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已被撤回"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    letter = models.OneToOneField(CourtLetter, on_delete=models.PROTECT, related_name="+")
    from_court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    their_number = models.CharField(max_length=40)
    kind = models.CharField(max_length=16)
    what = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    received_on = models.DateField()
    due_on = models.DateField()
    result = models.TextField(blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        indexes = [models.Index(fields=["court", "state", "due_on"], name="cases_tasks_taken")]
