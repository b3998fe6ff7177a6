"""What the trail may say of this room."""

VERBS = {
    "sample.loaded": "载入示例城市",
    "deployment.started": "启用本单位",
}
