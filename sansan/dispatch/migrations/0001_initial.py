"""The room's tables, and the guards that make the database itself refuse to change what is frozen or issued."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

MESSAGE = "a frozen month and an issued paper never change"

# SQLite drops a table's triggers when a later migration rebuilds the table: such a migration must run
# install_guards again.
TABLES = {"dispatch_snapshot": "", "dispatch_bulletin": "OLD.state = 'issued'"}


def install_guards(apps, schema_editor):
    """Let the database refuse what the room never does."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION dispatch_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, when in TABLES.items():
        condition = f"WHEN ({when})" if when else ""
        for verb in ("UPDATE", "DELETE"):
            each = "FOR EACH ROW" if postgresql else ""
            act = (
                "EXECUTE FUNCTION dispatch_refuse()"
                if postgresql
                else f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} {each} {condition} {act}"
            )


def remove_guards(apps, schema_editor):
    """The reverse of install_guards; a test database lifts its guards with it to be emptied."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION dispatch_refuse() CASCADE")
        return
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_{verb}")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("evidence", "0001_initial"),
        ("people", "0001_initial"),
        ("rectification", "0004_closing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="月份")),
                ("area_code", models.CharField(max_length=12)),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="列入时间"),
                ),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="打开时间")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                        verbose_name="填报单位",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatch_entries",
                        to="rectification.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "应报事项",
                "ordering": ["period", "task__round", "task__order", "id"],
            },
        ),
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("before", "整改前"),
                            ("after", "整改后"),
                            ("document", "文件资料"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="用途",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="dispatch.entry"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "待报材料",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="月份")),
                ("month_end", models.DateField(verbose_name="月末")),
                ("area_code", models.CharField(max_length=12, verbose_name="地区")),
                ("due_on", models.DateField(verbose_name="填报截止")),
                ("freeze_on", models.DateField(verbose_name="冻结日期")),
                (
                    "opened_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="开启时间"),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="开启人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches",
                        to="rectification.round",
                        verbose_name="督察",
                    ),
                ),
            ],
            options={
                "verbose_name": "月调度",
                "ordering": ["-month", "-id"],
            },
        ),
        migrations.AddField(
            model_name="entry",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="dispatch.period"
            ),
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="版次")),
                ("as_of", models.DateField(verbose_name="情况截至")),
                (
                    "frozen_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="冻结时间"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="更正理由")),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                (
                    "frozen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="冻结人",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="dispatch.period",
                    ),
                ),
            ],
            options={
                "verbose_name": "月度快照",
                "ordering": ["period", "version"],
            },
        ),
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="版次")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("issued", "已印发")],
                        default="draft",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("sections", models.JSONField(default=dict, verbose_name="各节文字")),
                ("reason", models.TextField(blank=True, verbose_name="重新印发的理由")),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "drafted_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="拟稿时间"),
                ),
                ("edited_at", models.DateTimeField(null=True, verbose_name="修改时间")),
                ("words", models.CharField(max_length=20, verbose_name="代字")),
                ("year", models.PositiveSmallIntegerField(null=True, verbose_name="年份")),
                ("serial", models.PositiveIntegerField(null=True, verbose_name="序号")),
                ("issued_at", models.DateTimeField(null=True, verbose_name="印发时间")),
                ("content", models.TextField(blank=True)),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="摘要")),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulletins",
                        to="dispatch.period",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulletins",
                        to="dispatch.snapshot",
                        verbose_name="所据快照",
                    ),
                ),
            ],
            options={
                "verbose_name": "月调度通报",
                "ordering": ["-drafted_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="statement",
                        serialize=False,
                        to="rectification.progressreport",
                    ),
                ),
                (
                    "claim",
                    models.CharField(
                        choices=[("on_time", "按序时进度"), ("behind", "滞后"), ("done", "完成")],
                        max_length=10,
                        verbose_name="进度",
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(null=True, verbose_name="完成进度")),
                ("cause", models.TextField(blank=True, verbose_name="滞后原因")),
                ("next_step", models.TextField(blank=True, verbose_name="下一步措施")),
                ("unchanged", models.BooleanField(default=False, verbose_name="无变化")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="dispatch.entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "月报要素",
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="draft",
                        serialize=False,
                        to="dispatch.entry",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="本月情况")),
                (
                    "claim",
                    models.CharField(
                        blank=True,
                        choices=[("on_time", "按序时进度"), ("behind", "滞后"), ("done", "完成")],
                        max_length=10,
                        verbose_name="进度",
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="完成进度")),
                ("cause", models.TextField(blank=True, verbose_name="滞后原因")),
                ("next_step", models.TextField(blank=True, verbose_name="下一步措施")),
                ("unchanged", models.BooleanField(default=False, verbose_name="无变化")),
                ("figures", models.JSONField(default=dict, verbose_name="数据")),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "saved_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="保存时间"),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "月报草稿",
            },
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.UniqueConstraint(
                condition=models.Q(("round", None)),
                fields=("month", "area_code"),
                name="dispatch_area_once_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.UniqueConstraint(
                condition=models.Q(("round__isnull", False)),
                fields=("month", "round"),
                name="dispatch_round_once_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on__gte", models.F("month")), ("freeze_on__gte", models.F("due_on"))
                ),
                name="dispatch_days_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["organisation", "month"], name="dispatch_entry_unit"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["area_code"], name="dispatch_entry_area"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                fields=("month", "task", "organisation"), name="dispatch_asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(fields=("period", "version"), name="dispatch_version_once"),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(("version", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="dispatch_correction_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.UniqueConstraint(
                fields=("period", "version"), name="dispatch_bulletin_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("period",),
                name="dispatch_one_draft_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.UniqueConstraint(
                condition=models.Q(("serial__isnull", False)),
                fields=("words", "year", "serial"),
                name="dispatch_bulletin_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issued_at", None), ("serial", None), ("state", "draft")),
                    models.Q(
                        ("issued_at__isnull", False),
                        ("issued_by__isnull", False),
                        ("serial__isnull", False),
                        ("state", "issued"),
                    ),
                    _connector="OR",
                ),
                name="dispatch_issued_with_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claim", "behind"), _negated=True),
                    models.Q(
                        models.Q(("cause", ""), _negated=True), models.Q(("next_step", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="dispatch_behind_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent", None), ("percent__lte", 100), _connector="OR"),
                name="dispatch_percent_of_a_whole",
            ),
        ),
        migrations.RunPython(install_guards, remove_guards),
    ]
