"""What this room does that is worth remembering."""

VERBS = {
    "evidence.attached": "上传佐证材料",
    "evidence.swept": "清理无主文件",
}
