"""The reference page of a task's way, drawn from the tables of `sansan.rectification`."""

from sansan.people.roles import PERMISSIONS
from sansan.rectification.procedures import procedures
from sansan.rectification.workflow import MOVES, NEED_LABELS, STATE_LABELS, STEPS


def workflow_page() -> str:
    """The diagram, the steps, the moves and the procedures."""
    return "\n".join(
        [
            "# 整改任务的办理流程",
            "",
            "<!-- 本页由 make docs 生成，请勿手改。 -->",
            "",
            "任务只按下表移动，每一步都记入操作轨迹。经过哪些环节由督察选用的整改程序决定；",
            "“条件”一栏为空的，各程序都有。报告里写的“已完成”是自述，不移动任务。",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *(f"    {state.value}: {label}" for state, label in STATE_LABELS.items()),
            *(
                f"    {m.start.value} --> {m.to.value}: {STEPS[m.step].label}"
                + (f"（{m.when.said}）" if m.when.said else "")
                for m in MOVES
            ),
            "```",
            "",
            "## 步骤",
            "",
            "| 步骤 | 需要的权限 | 须填写 |",
            "|---|---|---|",
            *(
                f"| {spec.label} `{step.value}` | {PERMISSIONS[spec.permission]} "
                f"| {'、'.join(NEED_LABELS[need] for need in spec.needs) or '—'} |"
                for step, spec in STEPS.items()
            ),
            "",
            "验收、行业审查、销号和回头看，承担整改的单位和填报过的人都不能办。",
            "",
            "## 移动",
            "",
            "| 现在 | 步骤 | 之后 | 条件 |",
            "|---|---|---|---|",
            *(
                f"| {STATE_LABELS[m.start]} | {STEPS[m.step].label} | {STATE_LABELS[m.to]} | {m.when.said} |"
                for m in MOVES
            ),
            "",
            "销号以后不再改动：问题反弹时另立反弹任务，编号为原编号加“复”，与原任务互相链接。",
            "",
            "## 整改程序",
            "",
            "在 `sansan/rectification/data/procedures.toml`，按督察级别选用，新建或修改督察时可另选。",
            "",
            "| 程序 | 环节 | 现场核查 | 回头看 | 说明 |",
            "|---|---|---|---|---|",
            *(
                f"| {p.name} `{p.key}` | {p.summary} | {'须填日期' if p.site_visit else '不要求'} "
                f"| {'、'.join(f'{m} 个月' for m in p.look_back_months) or '—'} | {p.sure} |"
                for p in procedures().values()
            ),
            "",
        ]
    )
