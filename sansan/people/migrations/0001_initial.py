import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

_OTHER_DUTY = """
SELECT 1 FROM people_post AS other
WHERE other.person_id = NEW.person_id AND other.id <> NEW.id AND other.duty <> NEW.duty
  AND other.revoked_at IS NULL AND NEW.revoked_at IS NULL
  AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
  AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31')
"""

# SQLite gives a new row its id only after the check, so NEW.id may be NULL (or -1) there.
_SQLITE = """
CREATE TRIGGER people_post_one_duty_on_{when} BEFORE {when} ON people_post
WHEN EXISTS ({query})
BEGIN SELECT RAISE(ABORT, 'people_post_one_duty'); END
"""

_POSTGRESQL = """
CREATE FUNCTION people_post_one_duty() RETURNS trigger AS $$
BEGIN
    -- Two appointments at the same moment wait for each other on the person.
    PERFORM 1 FROM people_person WHERE id = NEW.person_id FOR UPDATE;
    IF EXISTS ({query}) THEN
        RAISE EXCEPTION 'people_post_one_duty' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER people_post_one_duty BEFORE INSERT OR UPDATE ON people_post
FOR EACH ROW EXECUTE FUNCTION people_post_one_duty();
"""


def refuse_two_duties(apps, schema_editor):
    """No one holds a post of two duties (business, system, security, audit) on the same day."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_POSTGRESQL.format(query=_OTHER_DUTY))
        return
    query = _OTHER_DUTY.replace("NEW.id", "COALESCE(NEW.id, -1)")
    for when in ("INSERT", "UPDATE"):
        schema_editor.execute(_SQLITE.format(when=when, query=query))


def allow_two_duties(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "DROP TRIGGER people_post_one_duty ON people_post; DROP FUNCTION people_post_one_duty();"
        )
        return
    for when in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER people_post_one_duty_on_{when}")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=40, unique=True, verbose_name="用户名")),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="手机")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("must_change_password", models.BooleanField(default=False, verbose_name="须修改口令")),
                (
                    "password_changed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="口令修改时间"),
                ),
                ("session_epoch", models.PositiveIntegerField(default=0, verbose_name="会话代次")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
            ],
            options={
                "verbose_name": "人员",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("username", django.db.models.functions.text.Lower("username"))),
                        name="person_username_lower_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=64, unique=True, verbose_name="机构编码")),
                ("name", models.CharField(max_length=100, verbose_name="机构名称")),
                ("short_name", models.CharField(blank=True, max_length=40, verbose_name="简称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("city_office", "市攻坚办"),
                            ("sister_office", "专项办公室"),
                            ("working_group", "领导小组、工作组"),
                            ("bureau", "市直部门"),
                            ("government", "党委政府、管委会"),
                            ("county_office", "县区攻坚办"),
                            ("county_bureau", "县区部门"),
                            ("township", "乡镇（街道）"),
                            ("other", "其他单位"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("area_code", models.CharField(db_index=True, max_length=12, verbose_name="所辖区域")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="设立日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="people.organisation",
                        verbose_name="上级机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "机构",
            },
        ),
        migrations.CreateModel(
            name="PasswordRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128)),
                ("set_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="password_records",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "历史口令",
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("city_office", "市攻坚办"),
                            ("office_staff", "专项办公室人员"),
                            ("city_leader", "市领导"),
                            ("acceptor", "验收组"),
                            ("bureau_officer", "市直部门"),
                            ("county_office", "县区攻坚办"),
                            ("county_leader", "县区领导"),
                            ("township_officer", "乡镇（街道）"),
                            ("system_admin", "系统管理员"),
                            ("security_admin", "安全管理员"),
                            ("audit_admin", "审计管理员"),
                        ],
                        max_length=20,
                        verbose_name="角色",
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("business", "business"),
                            ("system", "system"),
                            ("security", "security"),
                            ("audit", "audit"),
                        ],
                        max_length=10,
                        verbose_name="职责类别",
                    ),
                ),
                ("area_code", models.CharField(blank=True, max_length=12, verbose_name="区域")),
                ("title", models.CharField(blank=True, max_length=60, verbose_name="职务")),
                ("starts_on", models.DateField(verbose_name="任职日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="离任日期")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                (
                    "appointed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="任命人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="people.organisation",
                        verbose_name="机构",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
            },
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="organisation_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="post_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("appointed_by", models.F("person")), _negated=True),
                name="post_not_by_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("duty", "business"),
                        (
                            "role__in",
                            [
                                "city_office",
                                "office_staff",
                                "city_leader",
                                "acceptor",
                                "bureau_officer",
                                "county_office",
                                "county_leader",
                                "township_officer",
                            ],
                        ),
                    ),
                    models.Q(("duty", "system"), ("role__in", ["system_admin"])),
                    models.Q(("duty", "security"), ("role__in", ["security_admin"])),
                    models.Q(("duty", "audit"), ("role__in", ["audit_admin"])),
                    _connector="OR",
                ),
                name="post_duty_of_its_role",
            ),
        ),
        migrations.RunPython(refuse_two_duties, allow_two_duties, elidable=False),
    ]
