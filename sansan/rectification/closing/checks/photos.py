"""Photos: there, new, taken at the right place and time."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sansan.rectification.closing.facts import BEIJING, Facts, Photo, Use
from sansan.rectification.closing.registry import Row, Verdict, contradicted, holds, unjudged

BEFORE, AFTER = "before", "after"
NONE = "没有整改前、整改后的照片，无法核对。"


def present(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """Enough of both; pictures without a stated purpose may be what is missing, which only a person can tell."""
    before, after = _of(facts, BEFORE), _of(facts, AFTER)
    others = len(facts.photos) - len(before) - len(after)
    need_before, need_after = parameters["before"], parameters["after"]
    said = f"整改前照片 {len(before)} 张（至少 {need_before} 张），整改后照片 {len(after)} 张（至少 {need_after} 张）"
    missing = max(0, need_before - len(before)) + max(0, need_after - len(after))
    rows = _rows(facts.photos)
    if not missing:
        return holds(said + "。", *rows)
    if others >= missing:
        return unjudged(f"{said}；另有 {others} 张没有注明是整改前还是整改后。", *rows)
    return contradicted(f"{said}，缺 {missing} 张。", *rows)


def new(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """No photo was handed in before: not for another task, and not in this one as something else."""
    photos = _paired(facts)
    if not photos:
        return unjudged(NONE)
    used = [(p, u) for p in photos for u in p.uses if _spoils(p, u)]
    if used:
        exact = len({p.pk for p, u in used if u.exact})
        near = len({p.pk for p, _ in used}) - exact
        kinds = "、".join(
            f"{number} 张{word}" for number, word in ((exact, "文件相同"), (near, "画面近似")) if number
        )
        rows = [Row("evidence", p.pk, f"{p.name}：此前已用过") for p in dict.fromkeys(p for p, _ in used)]
        rows += [
            Row("evidence", u.evidence_id, f"另一处：{u.where}") for u in dict.fromkeys(u for _, u in used)
        ]
        return contradicted(f"照片 {len(photos)} 张，其中与以前的材料相比：{kinds}。", *rows)
    blank = [p for p in photos if not p.recognisable]
    if blank:
        return unjudged(
            f"照片 {len(photos)} 张，没有相同的文件；其中 {len(blank)} 张画面过于单一，无法比对是否近似。",
            *_rows(blank),
        )
    later = sum(any(not u.earlier and not u.same_task for u in p.uses) for p in photos)
    note = f"；其中 {later} 张后来又出现在其他任务中" if later else ""
    return holds(f"照片 {len(photos)} 张，与全部材料比对，均为首次使用{note}。", *_rows(photos))


def in_place(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """Within the task's areas, or nearer to them than the tolerance: boundaries are sketches, receivers err."""
    photos = _paired(facts)
    if not photos:
        return unjudged(NONE)
    limit = parameters["tolerance_m"]
    where = "、".join(facts.area_names) or "任务所在地区"
    outside = [p for p in photos if p.metres_outside is not None and p.metres_outside > limit]
    if outside:
        farthest = max(p.metres_outside or 0 for p in outside)
        rows = [Row("evidence", p.pk, f"{p.name}：在界外 {_km(p.metres_outside or 0)}") for p in outside]
        return contradicted(
            f"照片 {len(photos)} 张，其中 {len(outside)} 张拍摄地点在{where}以外，最远 {_km(farthest)}"
            f"（允许 {_km(limit)}）。",
            *rows,
        )
    silent = [p for p in photos if not p.placed]
    if silent:
        return unjudged(
            f"照片 {len(photos)} 张，其中 {len(silent)} 张没有位置信息，无法核对拍摄地点。", *_rows(silent)
        )
    if any(p.metres_outside is None for p in photos):
        return unjudged(f"没有{where}的边界，{len(photos)} 张照片的拍摄地点无法核对。", *_rows(photos))
    return holds(f"照片 {len(photos)} 张，拍摄地点都在{where}（允许界外 {_km(limit)}）。", *_rows(photos))


def in_time(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """After photos since the problem was known, none in the future, none before older than the last after."""
    photos = _paired(facts)
    if not photos:
        return unjudged(NONE)
    clock = dt.timedelta(minutes=parameters["clock_minutes"])
    wrong: dict[int, str] = {}
    for photo in photos:
        if why := _wrong_time(photo, facts, clock):
            wrong[photo.pk] = f"{photo.name}：{why}"
    if wrong:
        return contradicted(
            f"照片 {len(photos)} 张，其中 {len(wrong)} 张拍摄时间不对{_since(facts)}。",
            *(Row("evidence", pk, says) for pk, says in wrong.items()),
        )
    silent = [p for p in photos if p.taken_at is None]
    if silent:
        return unjudged(
            f"照片 {len(photos)} 张，其中 {len(silent)} 张没有拍摄时间，无法核对。", *_rows(silent)
        )
    if facts.begun_on is None:
        return unjudged(
            "督察没有反馈日期，任务也没有交办记录，无法核对照片是否拍于整改期间。", *_rows(photos)
        )
    return holds(f"照片 {len(photos)} 张，拍摄时间先后合理{_since(facts)}。", *_rows(photos))


def _wrong_time(photo: Photo, facts: Facts, clock: dt.timedelta) -> str:
    if photo.taken_at is None:
        return ""
    day = photo.taken_at.astimezone(BEIJING).date()
    if photo.taken_at > min(photo.uploaded_at, facts.now) + clock:
        return f"拍摄时间 {day} 晚于上传时间"
    if photo.purpose == AFTER and facts.begun_on and day < facts.begun_on:
        return f"整改后照片拍于 {day}，早于 {facts.begun_on}"
    if photo.purpose == BEFORE:
        afters = [
            p.taken_at for p in _of(facts, AFTER) if p.taken_at and p.unit_id == photo.unit_id and p != photo
        ]
        if afters and photo.taken_at > max(afters):
            return f"整改前照片拍于 {day}，晚于同一单位的全部整改后照片"
    return ""


def _since(facts: Facts) -> str:
    return f"（整改后照片应不早于 {facts.begun_on}）" if facts.begun_on else ""


def _spoils(photo: Photo, use: Use) -> bool:
    """A unit may hand a photo in again with a later report of the task; it may not show it as both sides."""
    if use.same_task and {use.purpose, photo.purpose} == {BEFORE, AFTER}:
        return True
    return use.earlier and not (use.same_task and use.same_unit)


def _of(facts: Facts, purpose: str) -> list[Photo]:
    return [p for p in facts.photos if p.purpose == purpose]


def _paired(facts: Facts) -> list[Photo]:
    return [p for p in facts.photos if p.purpose in (BEFORE, AFTER)]


def _rows(photos: Sequence[Photo]) -> list[Row]:
    return [Row("evidence", p.pk, p.name) for p in photos]


def _km(metres: float) -> str:
    return f"{metres / 1000:.1f} 公里" if metres >= 1000 else f"{metres:.0f} 米"
