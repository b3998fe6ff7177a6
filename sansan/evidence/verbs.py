"""What this room does that is worth remembering."""

VERBS = {
    "evidence.attached": "上传证据",
    "evidence.swept": "清理无主文件",
}
