"""What the trail may say of this room."""

VERBS = {
    "view.saved": "保存视图",
    "view.renamed": "重命名视图",
    "view.deleted": "删除视图",
    "view.defaulted": "设置默认视图",
    "columns.chosen": "选择列",
    "bulk.started": "开始批量办理",
    "bulk.finished": "批量办理完成",
    "list.exported": "导出列表",
}

FIELDS = {
    "verb": "操作",
    "together": "办理方式",
    "done": "已办理",
    "refused": "未办理",
    "list": "列表",
    "name": "名称",
    "conditions": "条件",
    "shared_with": "共享给",
    "columns": "列",
    "rows": "行数",
    "format": "格式",
}
