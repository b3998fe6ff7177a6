"""What the trail may say of this room."""

VERBS = {
    "body.founded": "成立领导机构",
    "body.edited": "修改领导机构",
    "body.dissolved": "撤销领导机构",
    "seat.added": "设立席位",
    "seat.changed": "席位换届调整",
    "seat.vacated": "席位卸任",
    "term.corrected": "更正任职信息",
    "charge.given": "确定责任领导",
    "charge.ended": "责任领导终止",
    "meeting.registered": "登记会议",
    "meeting.edited": "修改会议",
    "meeting.attended": "登记参会情况",
    "agenda.added": "登记议题",
    "agenda.removed": "删除议题",
    "decision.added": "登记议定事项",
    "decision.removed": "删除议定事项",
    "minutes.issued": "印发会议纪要",
    "decision.reported": "报告议定事项办理情况",
    "decision.returned": "退回议定事项",
    "decision.closed": "议定事项办结",
    "decision.linked": "议定事项对应整改任务",
}

KINDS = {
    "leadership.decision": "收到议定事项",
    "leadership.due": "议定事项到期提醒",
    "leadership.reported": "议定事项报送办结",
}
"""The kinds of message the room sends."""

FIELDS = {
    "seat": "席位",
    "holder": "任职人",
    "previous": "原任职人",
    "since": "起始日期",
    "until": "终止日期",
    "matter": "议定事项编号",
    "present": "出席（人）",
    "done": "申请办结",
}
"""What the room's events record beside the columns of its rows."""
