"""Organisations, the persons who work there, and the posts that say what a person may do and since when."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sansan.people.roles import Duty, Role, choices


class Organisation(models.Model):
    """A body: an office, a bureau, a government. `area_code` is the area it answers for; dates say when it existed."""

    class Kind(models.TextChoices):
        CITY_OFFICE = "city_office", "市攻坚办"
        SISTER_OFFICE = "sister_office", "专项办公室"
        WORKING_GROUP = "working_group", "领导小组、工作组"
        BUREAU = "bureau", "市直部门"
        GOVERNMENT = "government", "党委政府、管委会"
        COUNTY_OFFICE = "county_office", "县区攻坚办"
        COUNTY_BUREAU = "county_bureau", "县区部门"
        TOWNSHIP = "township", "乡镇（街道）"
        OTHER = "other", "其他单位"

    code = models.SlugField("机构编码", max_length=64, unique=True)
    name = models.CharField("机构名称", max_length=100)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    area_code = models.CharField("所辖区域", max_length=12, db_index=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机构"
    )
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_to = models.DateField("撤销日期", null=True, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "机构"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="organisation_dates_in_order",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class PersonManager(BaseUserManager["Person"]):
    """Makes and finds persons. A user name is the same name in any case."""

    def create_user(
        self, username: str, name: str = "", password: str | None = None, **fields: Any
    ) -> "Person":
        person = self.model(username=username.strip().lower(), name=name or username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Someone who logs in. What he may do comes from his posts alone; there are no superusers."""

    username = models.CharField("用户名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    email = models.EmailField("电子邮箱", blank=True)
    phone = models.CharField("手机", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改口令", default=False)
    password_changed_at = models.DateTimeField("口令修改时间", null=True, blank=True)
    session_epoch = models.PositiveIntegerField("会话代次", default=0)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    # Kept on the instance, which lives for one request; see access.py.
    posts_read: "list[Post] | None" = None
    scope_code: str = ""
    permitted: "frozenset[str] | None" = None

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = "人员"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="person_username_lower_case", condition=Q(username=Lower("username"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """A new password or a new epoch ends every session that was open."""
        salt = "sansan.people.models.Person"
        return salted_hmac(
            salt, f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()


def _duty_of_its_role() -> Q:
    condition = Q()
    for duty in Duty:
        condition |= Q(duty=duty.value, role__in=[role.value for role in Role if role.duty is duty])
    return condition


class Post(models.Model):
    """A person's post in an organisation: one role over one area, from a first day to a last day, both included.

    A post revoked is void from that moment, whatever its days say.

    `duty` repeats the role's kind so that the database itself can refuse two duties at once: a trigger in the
    migration compares it with the person's other posts of the same days.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="人员")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts", verbose_name="机构")
    role = models.CharField("角色", max_length=20, choices=choices())
    duty = models.CharField("职责类别", max_length=10, choices=[(duty.value, duty.value) for duty in Duty])
    area_code = models.CharField("区域", max_length=12, blank=True)
    title = models.CharField("职务", max_length=60, blank=True)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("离任日期", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    appointed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="任命人"
    )

    class Meta:
        verbose_name = "任职"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="post_dates_in_order", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="post_not_by_oneself", condition=~Q(appointed_by=F("person"))),
            models.CheckConstraint(name="post_duty_of_its_role", condition=_duty_of_its_role()),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation} · {Role(self.role).label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.duty = Role(self.role).duty
        super().save(*args, **kwargs)

    @property
    def role_enum(self) -> Role:
        return Role(self.role)

    @property
    def role_label(self) -> str:
        return self.role_enum.label

    @property
    def slug(self) -> str:
        """A name for the post in a page, where ids must begin with a letter."""
        return f"post-{self.pk}"

    def state(self, on: dt.date) -> str:
        """The post's state on that day, in the user's words."""
        if self.revoked_at is not None:
            return "已撤销"
        if on < self.starts_on:
            return "未到任"
        return "在任" if self.in_force(on) else "已离任"

    def in_force(self, on: dt.date) -> bool:
        if self.revoked_at is not None:
            return False
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class PasswordRecord(models.Model):
    """A password someone had, as its hash, so that it is not used again soon."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="password_records")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "历史口令"

    def __str__(self) -> str:
        return f"{self.person} {self.set_at:%Y-%m-%d}"
