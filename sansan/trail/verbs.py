"""What this room does that is worth remembering."""

VERBS = {
    "trail.exported": "导出操作轨迹",
}
