"""Reading area tables and boundary files as people have them; every mistake is named with its row. Pure."""

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sansan.places import scope
from sansan.places.coordinates import in_china
from sansan.places.geometry import BadGeometryError, boundary

COLUMNS = {
    "代码": "code",
    "名称": "name",
    "简称": "short_name",
    "类别": "kind",
    "上级代码": "parent_code",
    "功能区": "functional",
    "所在县区代码": "host_code",
    "经度": "lon",
    "纬度": "lat",
    "依据": "source",
    "启用日期": "valid_from",
    "停用日期": "valid_to",
}
REQUIRED = ("代码", "名称", "类别")
_YES, _NO = {"是", "1", "true", "y"}, {"否", "0", "false", "n", ""}
_LONGEST = {"名称": 64, "简称": 32, "类别": 16, "依据": 200}


@dataclass
class Table:
    """Rows by code, as the values of an Area, and the mistakes found. With any mistake the rows are not for use."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def normal_code(text: str) -> str:
    """A code without the zeros that national tables fill it up with: 411700 → 4117, 411702001000 → 411702001."""
    code = text.strip().upper()
    if len(code) == 12 and code.endswith("000"):
        code = code[:9]
    if len(code) == 9 and code.endswith("000"):
        code = code[:6]
    while len(code) in (4, 6) and code.endswith("00"):
        code = code[:-2]
    return code


def read_areas(content: bytes) -> Table:
    """Read a CSV (UTF-8, with or without mark, or GB 18030) with the headings of COLUMNS in Chinese or English."""
    table = Table()
    text = _decoded(content)
    if text is None:
        table.errors.append("文件编码无法识别，请存为 UTF-8 编码的 CSV")
        return table
    reader = csv.reader(io.StringIO(text, newline=""))
    headings = [COLUMNS.get(cell.strip(), cell.strip()) for cell in next(reader, [])]
    missing = [name for name in REQUIRED if COLUMNS[name] not in headings]
    if missing:
        table.errors.append(f"第 1 行：缺少列“{'、'.join(missing)}”")
        return table
    for cells in reader:
        if any(cell.strip() for cell in cells):
            values = {name: cell.strip() for name, cell in zip(headings, cells, strict=False)}
            _add(table, reader.line_num, values)
    if not table.rows and not table.errors:
        table.errors.append("表中没有数据行")
    return table


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _add(table: Table, line: int, values: Mapping[str, str]) -> None:
    row = _Row(line, values, table.errors)
    code = normal_code(values.get("code", ""))
    if not scope.CODE.fullmatch(code) or scope.level(code) is None:
        row.wrong(f"代码“{values.get('code', '')}”应为 2、4、6、9 或 12 位数字或大写字母")
        return
    if code in table.rows:
        row.wrong(f"代码 {code} 与前面的行重复")
        return
    table.rows[code] = row.area(code)


@dataclass
class _Row:
    """One line of the table on its way to the values of an Area."""

    line: int
    values: Mapping[str, str]
    errors: list[str]

    def wrong(self, what: str) -> None:
        self.errors.append(f"第 {self.line} 行：{what}")

    def area(self, code: str) -> dict[str, Any]:
        name = self.text("名称", required=True)
        lon, lat = self.position()
        begin, end = self.date("启用日期"), self.date("停用日期")
        if begin and end and end < begin:
            self.wrong(f"停用日期 {end} 早于启用日期 {begin}")
        return {
            "name": name,
            "short_name": self.text("简称") or name[:32],
            "kind": self.text("类别", required=True),
            "level": scope.level(code),
            "parent_code": normal_code(self.values.get("parent_code", "")) or scope.parent(code),
            "functional": self.yes("功能区"),
            "host_code": normal_code(self.values.get("host_code", "")),
            "lon": lon,
            "lat": lat,
            "source": self.text("依据"),
            "valid_from": begin,
            "valid_to": end,
        }

    def text(self, heading: str, *, required: bool = False) -> str:
        value = self.values.get(COLUMNS[heading], "")
        if required and not value:
            self.wrong(f"“{heading}”不能为空")
        if len(value) > _LONGEST[heading]:
            self.wrong(f"“{heading}”超过 {_LONGEST[heading]} 个字")
        return value

    def yes(self, heading: str) -> bool:
        value = self.values.get(COLUMNS[heading], "").lower()
        if value not in _YES | _NO:
            self.wrong(f"“{heading}”应填 是 或 否，实际为“{value}”")
        return value in _YES

    def position(self) -> tuple[float | None, float | None]:
        lon, lat = self.values.get("lon", ""), self.values.get("lat", "")
        if not lon and not lat:
            return None, None
        try:
            found = float(lon), float(lat)
        except ValueError:
            self.wrong(f"经纬度“{lon}，{lat}”应为两个数")
            return None, None
        if not in_china(*found):
            self.wrong(f"经纬度“{lon}，{lat}”超出国界范围，请核对是否写反")
        return found

    def date(self, heading: str) -> dt.date | None:
        value = self.values.get(COLUMNS[heading], "")
        try:
            return dt.date.fromisoformat(value) if value else None
        except ValueError:
            self.wrong(f"“{heading}”应如 2024-01-01，实际为“{value}”")
            return None


def read_features(content: bytes) -> tuple[list[Mapping[str, Any]], list[str]]:
    """The features of a GeoJSON FeatureCollection, or what is wrong with the file."""
    try:
        found = json.loads(content.decode("utf-8-sig"))
        features = found["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return [], ["文件不是 UTF-8 编码的 GeoJSON FeatureCollection"]
    if not isinstance(features, list) or not all(isinstance(feature, Mapping) for feature in features):
        return [], ["文件里的 features 应为要素列表"]
    return features, []


def read_boundaries(content: bytes, *, datum: str) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Code → boundary (WGS-84) from the features' `code` or `adcode`, and the mistakes with the feature's number."""
    features, errors = read_features(content)
    found: dict[str, dict[str, Any]] = {}
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        code = normal_code(str(properties.get("code") or properties.get("adcode") or ""))
        try:
            found[code] = boundary(feature.get("geometry"), datum=datum)
        except BadGeometryError as error:
            errors.append(f"第 {number} 个要素（{properties.get('name') or code or '无名'}）：{error}")
    return found, errors
