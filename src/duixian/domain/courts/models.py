"""The tree of courts, staff, and what each court has set for itself."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from duixian.domain.trail.acting import Acting


class Level(models.IntegerChoices):
    """Levels of courts below the Supreme People's Court (人民法院组织法 arts. 12, 20, 22, 24)."""

    HIGH = 2, "高级人民法院"
    INTERMEDIATE = 3, "中级人民法院"
    BASIC = 4, "基层人民法院"


class Court(models.Model):
    """A court. `path` is the ids of its line from the top, '/1/3/': a subtree is a prefix."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=12, unique=True, help_text="代字")
    name = models.CharField(max_length=60, unique=True)
    level = models.IntegerField(choices=Level)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=120, db_index=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What an officer may be asked to do. One person may hold several; acts still need different people."""

    OFFICER = "officer", "执行法官"
    CHIEF = "chief", "执行局长"
    PRESIDENT = "president", "院长"
    ACCOUNTANT = "accountant", "案款会计"
    CHECKER = "checker", "案款复核"
    APPROVER = "approver", "发放审批"
    INSPECTOR = "inspector", "督察"
    REGISTRY = "registry", "立案"
    ADMIN = "admin", "系统管理"


APPROVING = frozenset({Role.CHIEF, Role.PRESIDENT, Role.CHECKER, Role.APPROVER})
"""Roles that approve: they log in with a second factor."""


class Officers(BaseUserManager["Officer"]):
    """Makes officers; there is no self-registration."""

    def create_user(self, username: str, password: str | None, **fields: Any) -> "Officer":
        officer = self.model(username=username, **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer


class Officer(AbstractBaseUser):
    """A member of a court's staff: the account that logs in."""

    id = models.AutoField(primary_key=True)
    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    email = models.EmailField(blank=True)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Officers] = Officers()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("court_id", "username")

    def __str__(self) -> str:
        return self.name

    @property
    def must_use_second_factor(self) -> bool:
        """Those who approve prove themselves twice."""
        return bool(APPROVING & set(self.roles))

    def acting(self) -> Acting:
        """The officer as the one who acts, with the roles held now."""
        return Acting(
            court_id=self.court_id,
            code=self.username,
            name=self.name,
            roles=frozenset(self.roles),
            officer_id=self.pk,
        )


class CourtSetting(models.Model):
    """A value a court fixed for itself from a day on. Never changed: a new value is a new row.

    Local practice may be stricter than the national value, never looser: `flows.set_court_value` checks before it
    writes.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    since = models.DateField()
    source = models.CharField(max_length=200, help_text="依据：哪一份文件")
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "key", "since"], name="courts_one_value_a_day")]


class ApiToken(models.Model):
    """A key an officer's own program uses at the API. Kept as its SHA-256: whoever reads this table can use none."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("officer_id", "-created_at")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="courts_a_token_expires"
            )
        ]
