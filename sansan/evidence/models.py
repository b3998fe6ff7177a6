"""Files kept by their content, and the evidence that uses them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """A file in the store, named by the SHA-256 (hex) of its bytes: the same bytes are kept once."""

    sha256 = models.CharField("摘要", max_length=64, unique=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    created_at = models.DateTimeField("存入时间", auto_now_add=True)

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return self.sha256[:12]


class Purpose(models.TextChoices):
    """What a file proves."""

    BEFORE = "before", "整改前"
    AFTER = "after", "整改后"
    DOCUMENT = "document", "文件资料"
    OTHER = "other", "其他"


class Evidence(models.Model):
    """One use of a file as evidence of one row. Position is WGS-84; `taken_at` and position are the device's claim.

    The row is pointed at without a foreign key, as the trail does: evidence is below the rooms that use it.
    The perceptual hash (16 hex digits, "" when the file has none) is repeated in four 16-bit bands for the search.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="uses", verbose_name="文件")
    name = models.CharField("文件名", max_length=200)
    purpose = models.CharField("用途", max_length=16, choices=Purpose)
    target_type = models.CharField("对象类型", max_length=64)
    target_id = models.CharField("对象编号", max_length=64)
    area_code = models.CharField("区划代码", max_length=12, db_index=True)
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="上传单位"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    taken_at = models.DateTimeField("拍摄时间", null=True)
    lon = models.FloatField("经度", null=True)
    lat = models.FloatField("纬度", null=True)
    camera = models.CharField("设备", max_length=100, blank=True)
    perceptual_hash = models.CharField("图像指纹", max_length=16, blank=True)
    band_0 = models.IntegerField(null=True, db_index=True)
    band_1 = models.IntegerField(null=True, db_index=True)
    band_2 = models.IntegerField(null=True, db_index=True)
    band_3 = models.IntegerField(null=True, db_index=True)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "证据"
        ordering = ("pk",)
        indexes = (models.Index(fields=("target_type", "target_id"), name="evidence_target"),)
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False),
                name="evidence_position_whole",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.file.media_type.startswith("image/")
