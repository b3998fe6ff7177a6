"""What the trail may say of this room: numbers and kinds, never a name."""

VERBS = {
    "lead.arrived": "问责线索送达",
    "lead.received": "接收问责线索",
    "lead.decided": "处理问责线索",
    "lead.reason_removed": "按留存期限清除线索处理理由",
    "accountability.opened": "登记问责线索",
    "accountability.edited": "修改问责记录",
    "accountability.read": "查阅问责记录",
    "accountability.document_read": "查阅问责材料",
    "accountability.taken": "导出问责记录列表",
    "accountability.searched": "按姓名查找问责记录",
    "accountability.subject_added": "登记问责对象",
    "accountability.subject_removed": "删除问责对象",
    "accountability.task_linked": "关联整改任务",
    "accountability.document_added": "上传问责材料",
    "accountability.accepted": "问责受理",
    "accountability.investigated": "问责调查",
    "accountability.decided": "问责决定",
    "accountability.executed": "问责执行",
    "accountability.closed": "问责结案",
    "accountability.held": "暂缓清除姓名",
    "accountability.released": "解除暂缓清除",
    "accountability.names_removed": "按留存期限清除姓名",
    "accountability.statistics_exported": "导出问责统计",
}

KINDS = {"accountability.lead": "收到问责线索", "accountability.retention": "问责记录即将到期清除"}
"""The kinds of message the room sends."""

FIELDS = {
    "subject": "对象编号",
    "subjects": "对象（个）",
    "persons": "人员（人次）",
    "documents": "材料（份）",
    "document": "材料编号",
    "record": "问责记录编号",
    "records": "问责记录（件）",
    "outcome": "处理",
    "kinds": "问责方式",
    "instrument": "文书编号",
    "look_back": "回头看编号",
}
"""What the room's events record beside the columns of its rows."""
