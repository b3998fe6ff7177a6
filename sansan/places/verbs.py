"""What this room does that is worth remembering."""

VERBS = {
    "places.areas_imported": "导入行政区划",
    "places.zone_published": "发布管控区",
    "places.zone_closed": "停用管控区",
}
