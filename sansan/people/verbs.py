"""What this room does that is worth remembering."""

VERBS = {
    "login.succeeded": "登录成功",
    "login.failed": "登录失败",
    "login.locked": "登录锁定",
    "login.unlocked": "解除登录锁定",
    "login.ended": "退出登录",
    "password.changed": "修改口令",
    "password.reset": "重置口令",
    "mfa.enabled": "启用双因素认证",
    "mfa.disabled": "停用双因素认证",
    "mfa.recovery_made": "生成双因素恢复码",
    "mfa.failed": "双因素验证失败",
    "identity.linked": "关联统一身份认证账号",
    "person.created": "新建人员",
    "person.changed": "修改人员信息",
    "person.deactivated": "停用人员",
    "person.reactivated": "恢复人员",
    "person.unmasked": "查看人员完整联系方式",
    "organisation.created": "新建机构",
    "organisation.changed": "修改机构",
    "post.appointed": "任职",
    "post.ended": "离任",
    "post.revoked": "撤销任职",
}

FIELDS = {"address": "网络地址", "failures": "失败次数", "provider": "统一身份认证"}
"""What the room's events record beside the columns of its rows."""
