"""What this room does that is worth remembering."""

VERBS = {
    "token.issued": "建立接口令牌",
    "token.revoked": "吊销接口令牌",
    "subscription.made": "订阅事件推送",
    "subscription.changed": "修改事件推送",
    "subscription.secret_rotated": "更换推送密钥",
    "subscription.stopped": "停止事件推送",
    "subscription.resumed": "恢复事件推送",
    "push.retried": "重新推送事件",
}

FIELDS = {
    "via": "经接口令牌",
    "prefix": "令牌识别码",
    "scopes": "许可范围",
    "expires_at": "到期时间",
    "addresses": "限定来源地址",
    "url": "接收地址",
    "event": "事件序号",
    "holder": "所属人员",
    "verbs": "推送的动作",
    "area": "区域",
}
"""What the room's events record beside the columns of its rows."""
