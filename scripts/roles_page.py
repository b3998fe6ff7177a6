"""The reference page of roles, from the table in `sansan.people.roles`."""

from sansan.people.roles import PERMISSIONS, REACH_LABELS, ROLES, Duty


def roles_page() -> str:
    """Every role with what it may do and on which rows."""
    parts = [
        "# 角色",
        "",
        "<!-- 本页由 make docs 生成，请勿手改。 -->",
        "",
        "一人可有多个业务任职，权限相加；任职在其区域和起止日期内有效。",
        "系统、安全、审计三类管理员互相分立，不兼业务岗位，也看不到业务数据。没有列出的都不允许。",
        "“范围”各项之间是“或”的关系；除“全部”外，都限于任职区域以内。",
        "",
    ]
    for role, spec in ROLES.items():
        kind = "业务角色" if spec.duty is Duty.BUSINESS else "管理角色"
        parts += [
            f"## {spec.label}（`{role.value}`，{kind}）",
            "",
            spec.description,
            "",
            "| 权限 | 范围 |",
            "|---|---|",
        ]
        parts += [
            f"| {PERMISSIONS[verb]} `{verb}` | {'；'.join(REACH_LABELS[reach] for reach in reaches)} |"
            for verb, reaches in spec.grants.items()
        ]
        parts.append("")
    return "\n".join(parts)
