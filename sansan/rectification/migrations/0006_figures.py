"""A figure becomes an indicator with a series: each row of before is a value of one, under the number it had.

Two rows of the same task, name, unit and scope were twins by accident; they are one series now. Who entered a value,
and what it was before it was put right, was kept by the trail only: it is read back from there.
"""

import json
from collections import defaultdict
from decimal import Decimal, InvalidOperation

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.core.management.color import no_style
from django.db import migrations, models

CHUNK = 2000
BOUNDS = [("exact", "exact"), ("at_least", "at_least"), ("at_most", "at_most"), ("about", "about")]


def rows_become_series(apps, schema_editor):
    figures = apps.get_model("rectification", "TaskFigure")
    values = apps.get_model("rectification", "FigureValue")
    history = _history(apps)
    people = set(apps.get_model("people", "Person").objects.values_list("pk", flat=True))
    received = {
        s["pk"]: s
        for s in apps.get_model("rectification", "SourceDocument").objects.values(
            "pk", "received_by_id", "received_at", "confirmed_at"
        )
    }
    last = figures.objects.aggregate(last=models.Max("pk"))["last"] or 0
    older = iter(range(last + 1, 2**62))  # numbers for what a value was before it was corrected
    heads, twins, made = {}, [], []

    def save():
        values.objects.bulk_create(made)
        figures.objects.filter(pk__in=twins).delete()
        made.clear()
        twins.clear()

    task = None
    for row in figures.objects.order_by("task_id", "order", "pk").iterator(chunk_size=CHUNK):
        if row.task_id != task:
            heads, task = {}, row.task_id
            if len(made) >= CHUNK:
                save()
        head = heads.setdefault((row.name, row.unit, row.scope), row.pk)
        if head != row.pk:
            twins.append(row.pk)
        source = received.get(row.source_id)
        now = values(
            pk=row.pk,
            figure_id=head,
            value=row.value,
            printed=row.printed,
            bound=row.bound,
            as_of=row.as_of,
            origin="report" if source else "typed",
            source_id=row.source_id,
            span=row.span,
            order=row.order,
        )
        if source:
            now.by_id, now.at = source["received_by_id"], source["confirmed_at"] or source["received_at"]
        made += _versions(values, now, history.get(_key(row.task_id, row), []), older, people)
    save()
    _settle(schema_editor, values)


def refuse_to_forget(apps, schema_editor):
    """A series does not fit into one row; an empty table does."""
    if apps.get_model("rectification", "TaskFigure").objects.exists():
        raise RuntimeError("figures have become series; going back would lose their values: restore a backup")


def _history(apps):
    """Events that entered or corrected a figure, by what they speak of, in their order."""
    found = defaultdict(list)
    events = apps.get_model("trail", "Event").objects.filter(
        verb__in=("figure.added", "figure.corrected"), target_type="rectification.task"
    )
    for event in events.order_by("seq").iterator(chunk_size=CHUNK):
        event.before, event.after = json.loads(event.before), json.loads(event.after)  # text to a migration
        said = event.after
        found[
            int(event.target_id),
            said.get("name"),
            said.get("unit"),
            said.get("scope"),
            str(said.get("as_of") or ""),
        ].append(event)
    return found


def _key(task_id, row):
    return (task_id, row.name, row.unit, row.scope, str(row.as_of or ""))


def _versions(values, now, events, older, people):
    """The value and what it was before, as far as the trail tells the same story as the row."""
    added = [e for e in events if e.verb == "figure.added"]
    corrected = [e for e in events if e.verb == "figure.corrected"]
    if added and now.source_id is None:
        _by(now, added[-1], people)
    if not corrected or _number(corrected[-1].after) != now.value:
        return [now]
    chain = []
    for event in corrected:
        before = _number(event.before)
        if before is None:
            return [now]
        chain.append((before, event))
    made, previous = [], None
    for index, (number, _) in enumerate(chain):
        old = values(
            pk=next(older),
            figure_id=now.figure_id,
            value=number,
            printed=f"{number.normalize():f}",
            bound=now.bound,
            as_of=now.as_of,
            origin=now.origin if index == 0 else "typed",
            source_id=now.source_id if index == 0 else None,
            span=now.span if index == 0 else None,
            by_id=now.by_id if index == 0 else None,
            at=now.at,
            order=now.order,
            corrects=previous,
        )
        if index:
            _by(old, chain[index - 1][1], people)
            old.reason = chain[index - 1][1].reason or "更正"
        made.append(old)
        previous = old
    now.corrects, now.origin, now.source_id, now.span = previous, "typed", None, None
    _by(now, chain[-1][1], people)
    now.reason = chain[-1][1].reason or "更正"
    return [*made, now]


def _by(value, event, people):
    value.by_id = event.actor_id if event.actor_id in people else None
    value.at = event.at


def _number(said):
    try:
        return Decimal(str(said["value"]))
    except (KeyError, InvalidOperation):
        return None


def _settle(schema_editor, values):
    """Numbers go on after the given ones, and what was deferred is checked before the columns go."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [values]):
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("rectification", "0005_plan"),
        ("trail", "0002_guards_by_statement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FigureValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.DecimalField(decimal_places=6, max_digits=20, verbose_name="数值")),
                ("printed", models.CharField(max_length=40, verbose_name="原文写法")),
                (
                    "bound",
                    models.CharField(choices=BOUNDS, default="exact", max_length=10, verbose_name="确切程度"),
                ),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="截至")),
                (
                    "origin",
                    models.CharField(
                        choices=[("report", "报告"), ("typed", "填报"), ("binding", "系统取数")],
                        default="typed",
                        max_length=8,
                        verbose_name="来源",
                    ),
                ),
                ("span", models.JSONField(null=True, verbose_name="原文位置")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="登记时间")),
                ("reason", models.TextField(blank=True, verbose_name="更正理由")),
                ("asked", models.JSONField(default=list, verbose_name="系统提问")),
                ("answer", models.TextField(blank=True, verbose_name="说明")),
                ("order", models.PositiveIntegerField(default=0)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="correction",
                        to="rectification.figurevalue",
                    ),
                ),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="rectification.taskfigure",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figure_values",
                        to="rectification.progressreport",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rectification.sourcedocument",
                    ),
                ),
            ],
            options={"verbose_name": "数据值", "ordering": ["order", "id"]},
        ),
        migrations.AddIndex(
            model_name="figurevalue",
            index=models.Index(fields=["figure", "as_of"], name="rectificati_figure__49f97d_idx"),
        ),
        migrations.AddConstraint(
            model_name="figurevalue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrects", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="figure_corrected_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurevalue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects", None), ("origin", "binding")),
                fields=("figure", "as_of"),
                name="figure_taken_once_a_day",
            ),
        ),
        migrations.AddField(
            model_name="taskfigure",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[("", "未说明"), ("cumulative", "累计"), ("period", "当期"), ("point", "时点")],
                default="",
                max_length=10,
                verbose_name="口径",
            ),
        ),
        migrations.AddField(
            model_name="taskfigure",
            name="direction",
            field=models.CharField(
                blank=True,
                choices=[("", "未说明"), ("up", "越高越好"), ("down", "越低越好")],
                default="",
                max_length=4,
                verbose_name="方向",
            ),
        ),
        migrations.AddField(
            model_name="taskfigure",
            name="target",
            field=models.DecimalField(
                blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="目标值"
            ),
        ),
        migrations.AddField(
            model_name="taskfigure",
            name="target_on",
            field=models.DateField(blank=True, null=True, verbose_name="目标日期"),
        ),
        migrations.AddField(
            model_name="taskfigure",
            name="binding",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="取数方式"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="taskfigure",
            name="parameters",
            field=models.JSONField(blank=True, default=dict, verbose_name="取数参数"),
        ),
        migrations.AddField(
            model_name="taskfigure",
            name="bound_on",
            field=models.DateField(blank=True, null=True, verbose_name="开始取数"),
        ),
        migrations.RunPython(rows_become_series, refuse_to_forget, elidable=False),
        *(
            migrations.RemoveField(model_name="taskfigure", name=name)
            for name in ("value", "printed", "bound", "as_of", "source", "span")
        ),
        migrations.AddIndex(
            model_name="taskfigure",
            index=models.Index(fields=["name", "unit"], name="rectificati_name_7dc950_idx"),
        ),
        migrations.AddIndex(
            model_name="taskfigure",
            index=models.Index(
                condition=models.Q(("binding", ""), _negated=True), fields=["binding"], name="figure_bound"
            ),
        ),
        migrations.AddConstraint(
            model_name="taskfigure",
            constraint=models.UniqueConstraint(
                fields=("task", "name", "unit", "scope"), name="figure_one_series_per_task"
            ),
        ),
        migrations.CreateModel(
            name="FigureIdentity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parts",
                    models.ManyToManyField(related_name="part_of", to="rectification.taskfigure"),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identities",
                        to="rectification.task",
                    ),
                ),
                (
                    "total",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="totals_of",
                        to="rectification.taskfigure",
                    ),
                ),
            ],
            options={"verbose_name": "合计关系", "ordering": ["id"]},
        ),
    ]
