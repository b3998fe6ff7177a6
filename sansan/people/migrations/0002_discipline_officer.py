"""The role of 追责办. Its posts' table is made anew on SQLite, which forgets the table's triggers: they are put back."""

from django.db import migrations, models

_OTHER_DUTY = """
SELECT 1 FROM people_post AS other
WHERE other.person_id = NEW.person_id AND other.id <> COALESCE(NEW.id, -1) AND other.duty <> NEW.duty
  AND other.revoked_at IS NULL AND NEW.revoked_at IS NULL
  AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
  AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31')
"""


def put_triggers_back(apps, schema_editor):
    """As 0001 made them: no one holds a post of two duties on the same day."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for when in ("INSERT", "UPDATE"):
        schema_editor.execute(
            f"CREATE TRIGGER people_post_one_duty_on_{when} BEFORE {when} ON people_post "
            f"WHEN EXISTS ({_OTHER_DUTY}) BEGIN SELECT RAISE(ABORT, 'people_post_one_duty'); END"
        )


def take_triggers_off(apps, schema_editor):
    """Before the table is made anew: a trigger on a table that goes away would go with it."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for when in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS people_post_one_duty_on_{when}")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(take_triggers_off, put_triggers_back, elidable=False),
        migrations.RemoveConstraint(
            model_name="post",
            name="post_duty_of_its_role",
        ),
        migrations.AlterField(
            model_name="post",
            name="role",
            field=models.CharField(
                choices=[
                    ("city_office", "市攻坚办"),
                    ("office_staff", "专项办公室人员"),
                    ("city_leader", "市领导"),
                    ("acceptor", "验收组"),
                    ("discipline_officer", "追责办（纪检）"),
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
                                "discipline_officer",
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
        migrations.RunPython(put_triggers_back, take_triggers_off, elidable=False),
    ]
