"""What the trail may say of this room."""

VERBS = {
    "dispatch.opened": "开启月调度",
    "dispatch.renewed": "补充应报事项",
    "dispatch.days_moved": "调整月调度日期",
    "dispatch.urged": "催报",
    "dispatch.stated": "月报",
    "dispatch.frozen": "冻结月度快照",
    "bulletin.drafted": "拟月调度通报",
    "bulletin.edited": "修改月调度通报",
    "bulletin.dropped": "删除月调度通报草稿",
    "bulletin.issued": "印发月调度通报",
}

KINDS = {
    "dispatch.opened": "月调度开始填报",
    "dispatch.urged": "催报",
    "dispatch.returned": "月报被退回",
}
"""The kinds of message the room sends."""

FIELDS = {
    "month": "月份",
    "due_on": "填报截止",
    "freeze_on": "冻结日期",
    "entries": "应报事项（项次）",
    "let_go": "移出的应报事项（项次）",
    "claim": "进度",
    "percent": "完成进度（%）",
    "cause": "滞后原因",
    "next_step": "下一步措施",
    "version": "版次",
    "snapshot": "所据快照版次",
    "title": "标题",
}
"""What the room's events record beside the columns of its rows."""
