"""The statistics as an official document: masked numbers only, whoever takes it."""

from django.db import transaction
from django.utils import timezone

from sansan.accountability.querysets import STATISTICS
from sansan.accountability.statistics import sentences, statistics
from sansan.config import config
from sansan.people.access import require
from sansan.people.models import Person
from sansan.places.models import Area
from sansan.rectification.exports.document import write_docx
from sansan.rectification.exports.lines import Kind, Line
from sansan.trail.record import record


@transaction.atomic
def export_statistics(*, by: Person) -> bytes:
    """docx in the layout of official documents; it circulates, so nobody's copy says more than another's."""
    grants = require(by, STATISTICS)
    code = (grants[0].area_code or config().city_code)[:4]
    found = statistics(code, timezone.localdate())
    lines = [
        Line(Kind.TITLE, "生态环境问责情况统计"),
        Line(Kind.AS_OF, f"（截至{found.as_of.year}年{found.as_of.month}月{found.as_of.day}日）"),
        *(Line(Kind.TEXT, text) for text in sentences(found)),
        Line(Kind.TEXT, f"人数少于{found.k}的项目不单列。统计对象为已作出问责决定的人员，按人次计。"),
    ]
    city = Area.objects.filter(code=code).first() or Area(code=code, name=code)
    record("accountability.statistics_exported", target=city, by=by, area_code=code)
    return write_docx(lines, at=timezone.now())
