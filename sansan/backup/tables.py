"""Which tables a backup holds, and their rows as the canonical form wants them."""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models.functions import Cast, Collate

from sansan.backup.canonical import Kind
from sansan.backup.manifest import Column

CHUNK = 2000

LEFT_OUT = {
    "sessions.session": "登录会话：恢复后重新登录",
    "account.emailconfirmation": "邮箱确认的一次性链接",
    "socialaccount.socialapp": "统一身份认证的配置：在设置里，不在库里",
    "socialaccount.socialtoken": "统一身份认证的访问令牌：登录时重新取得",
    "axes.accessattempt": "登录失败的计数：登录成败另有操作轨迹",
    "axes.accessattemptexpiration": "登录失败的计数：登录成败另有操作轨迹",
    "axes.accessfailurelog": "登录失败的计数：登录成败另有操作轨迹",
    "axes.accesslog": "登录失败的计数：登录成败另有操作轨迹",
    "api.token": "接口令牌：密钥不随备份走，恢复后由本人重新建立",
    "api.kept": "幂等键和它的答复：只在几天内有用",
    "api.subscription": "事件推送的订阅：恢复出的副本不得再向外推送，须重新登记",
    "api.push": "事件推送的队列和记录：随订阅",
    "contenttypes.contenttype": "由 sansan setup 生成",
    "auth.permission": "由 sansan setup 生成；权限按角色表，不用它",
    "search.entry": "搜索索引：恢复后由后台作业按记录重建",
    "search.state": "搜索索引的进度：恢复后由后台作业按记录重建",
    "auth.group": "不使用：权限按角色表",
    "auth.group_permissions": "不使用：权限按角色表",
    "rectification.roundarchive": "督察卷：由台账随时重新制作，卷本身不入备份",
}
"""Everything else is in: a table somebody adds is backed up unless he says here why not."""

_KINDS = {
    "BinaryField": Kind.BYTES,
    "BooleanField": Kind.BOOLEAN,
    "DateField": Kind.DATE,
    "DateTimeField": Kind.MOMENT,
    "DecimalField": Kind.DECIMAL,
    "DurationField": Kind.DURATION,
    "FloatField": Kind.FLOAT,
    "JSONField": Kind.JSON,
    "TimeField": Kind.TIME,
    "UUIDField": Kind.UUID,
    **dict.fromkeys(
        ("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField",
         "PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"),
        Kind.INTEGER,
    ),
    **dict.fromkeys(
        ("CharField", "EmailField", "FileField", "GenericIPAddressField", "SlugField", "TextField", "URLField"),
        Kind.TEXT,
    ),
}  # fmt: skip

Model = type[models.Model]


def everything() -> list[Model]:
    """Every model with a table of its own."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def kept() -> list[Model]:
    """The models a backup holds, by name."""
    return sorted((m for m in everything() if name_of(m) not in LEFT_OUT), key=name_of)


def name_of(model: Model) -> str:
    return model._meta.label_lower


def kind_of(field: Any) -> Kind:
    """What the column of a field holds; a foreign key holds what it points at."""
    while field.remote_field is not None:
        field = field.target_field
    return _KINDS[field.get_internal_type()]


def columns(model: Model) -> tuple[Column, ...]:
    return tuple(Column(name=str(field.column), kind=kind_of(field)) for field in model._meta.concrete_fields)


def key_column(model: Model) -> str:
    """The column of the primary key."""
    return str(_key(model).column)


def _key(model: Model) -> Any:
    return model._meta.pk


def rows(model: Model) -> Iterator[list[Any]]:
    """All rows by primary key, read in short pieces, JSON columns as lists of one.

    JSON and fields that make Python objects of their own are read as text: as what is stored, not as what a field
    takes it for. Keys that are text are ordered by their bytes, whatever the database's own language.
    """
    fields = model._meta.concrete_fields
    place = fields.index(_key(model))
    as_json = [index for index, field in enumerate(fields) if kind_of(field) is Kind.JSON]
    query, last = _query(model), None
    while True:
        chunk = query if last is None else query.filter(backup_key__gt=last)
        found = [list(row) for row in chunk[:CHUNK]]
        for row in found:
            for index in as_json:
                row[index] = None if row[index] is None else [json.loads(row[index])]
            yield row
        if len(found) < CHUNK:
            return
        last = found[-1][place]


def _query(model: Model) -> Any:
    names: list[str] = []
    read: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if hasattr(field, "from_db_value"):
            read[f"backup_{field.attname}"] = Cast(field.attname, models.TextField())
            names.append(f"backup_{field.attname}")
        else:
            names.append(field.attname)
    key: Any = models.F("pk")
    if kind_of(_key(model)) is Kind.TEXT:
        key = Collate("pk", "C" if connection.vendor == "postgresql" else "BINARY")
    query: models.QuerySet[Any] = models.QuerySet(model=model)
    return query.annotate(**read).annotate(backup_key=key).order_by("backup_key").values_list(*names)


def last_number(model: Model) -> int:
    """The highest key the database ever gave out by itself; 0 where it gives none."""
    if not isinstance(model._meta.pk, models.AutoField):
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", _sequence(model)
            )
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        found = cursor.fetchone()
    return int(found[0] or 0) if found else 0


def give_numbers_after(model: Model, last: int) -> None:
    """Let the database give out keys above `last` only, and above those in the table."""
    if not isinstance(model._meta.pk, models.AutoField):
        return
    last = max(last, models.QuerySet(model=model).aggregate(last=models.Max("pk"))["last"] or 0)
    if not last:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*_sequence(model), last])
        else:
            name = model._meta.db_table
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last])


def _sequence(model: Model) -> list[str]:
    """Table and column, as pg_get_serial_sequence asks for them."""
    return [connection.ops.quote_name(model._meta.db_table), _key(model).column]


def migrations() -> dict[str, tuple[str, ...]]:
    """What was applied to the database, by app, for the apps whose tables are kept."""
    from django.db.migrations.recorder import MigrationRecorder

    labels = {model._meta.app_label for model in kept()}
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        if app in labels:
            found.setdefault(app, []).append(name)
    return {app: tuple(names) for app, names in found.items()}
