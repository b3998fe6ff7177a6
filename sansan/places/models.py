"""The administrative tree and the control zones drawn over it. Coordinates are WGS-84 degrees."""

from django.db import models
from django.db.models import F, Q

from sansan.places.geometry import area_m2


class Area(models.Model):
    """A province, city, county, township, village or functional area. The code is the tree."""

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=64)
    short_name = models.CharField("简称", max_length=32)
    kind = models.CharField("类别", max_length=16)
    level = models.PositiveSmallIntegerField("级别")
    parent_code = models.CharField("上级代码", max_length=12, blank=True, db_index=True)
    functional = models.BooleanField("功能区", default=False)
    host_code = models.CharField("所在县区代码", max_length=12, blank=True)
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    boundary = models.JSONField("边界", null=True, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "行政区域"
        ordering = ("code",)
        indexes = (models.Index(fields=("level", "code"), name="places_area_level"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="places_area_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False),
                name="places_area_position_whole",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """One version of a zone: where a rule of its kind held from `valid_from` to `valid_to`, both included.

    The edges west … north bound the boundary, so that a query touches only zones near the point.
    """

    kind = models.CharField("类别", max_length=32)
    name = models.CharField("名称", max_length=100)
    version = models.PositiveIntegerField("版本")
    area_code = models.CharField("所属区域", max_length=12)
    boundary = models.JSONField("边界")
    west = models.FloatField("西界")
    south = models.FloatField("南界")
    east = models.FloatField("东界")
    north = models.FloatField("北界")
    source = models.CharField("依据", max_length=200)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "管控区"
        ordering = ("kind", "area_code", "name", "-version")
        indexes = (
            models.Index(fields=("west", "east"), name="places_zone_edges"),
            models.Index(fields=("area_code",), name="places_zone_area"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "area_code", "name", "version"), name="places_zone_version"
            ),
            models.UniqueConstraint(
                fields=("kind", "area_code", "name"),
                condition=Q(valid_to=None),
                name="places_zone_one_open_version",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="places_zone_dates_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（第 {self.version} 版）"

    @property
    def area_km2(self) -> float:
        """Its area on the ground [km²], to two decimals."""
        return round(area_m2(self.boundary) / 1_000_000, 2)
