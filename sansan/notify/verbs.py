"""What this room does that is worth remembering."""

VERBS = {
    "notify.preferences_changed": "修改消息设置",
    "delivery.retried": "重新发送消息",
}

FIELDS = {"channel": "渠道", "address": "接收地址", "error": "未发出的原因"}
"""What the room's events record beside the columns of its rows."""
