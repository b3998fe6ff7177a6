"""The reference page of a task's way, drawn from the tables of `sansan.rectification`."""

from sansan.people.roles import PERMISSIONS
from sansan.rectification.planning import (
    FIELDS,
    PLAN_LABELS,
    PLAN_MOVES,
    PLAN_NEEDS,
    PLAN_STEPS,
)
from sansan.rectification.procedures import AUTHORITY_LABELS, PlanRule, procedures
from sansan.rectification.workflow import AFTER_PARTS, MOVES, NEED_LABELS, STATE_LABELS, STEPS


def _after_parts() -> list[str]:
    return [STEPS[step].label for step in STEPS if step in AFTER_PARTS]


def _plan_row(name: str, rule: PlanRule | None) -> str:
    if rule is None:
        return f"| {name} | 不要求 | — | — | — | — |"
    fields = "、".join(FIELDS[key].label for key in rule.fields)
    consent = AUTHORITY_LABELS[rule.consent] if rule.consent else "—"
    term = f"反馈后 {rule.days} 个工作日" if rule.days else "—"
    return f"| {name} | {rule.since} | {fields} | {consent} | {term} | {rule.source}（{rule.sure}） |"


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
            f"有下级任务（分解任务）的，下级任务全部验收后才能{'、'.join(_after_parts())}；撤回的不算。",
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
            "## 整改方案",
            "",
            "程序要求整改方案的，任务先是“待定方案”，方案批准后才能交办。方案按下表移动；批准以后要改，另起一版“调整方案”，",
            "重新批准后取代原版，原版保留。",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *(f"    plan_{state.value}: {label}" for state, label in PLAN_LABELS.items()),
            *(
                f"    plan_{m.start.value} --> plan_{m.to.value}: {PLAN_STEPS[m.step].label}"
                + (f"（{m.when.said}）" if m.when.said else "")
                for m in PLAN_MOVES
            ),
            "    plan_approved --> plan_superseded: 调整方案批准",
            "    plan_published --> plan_superseded: 调整方案批准",
            "```",
            "",
            "| 步骤 | 需要的权限 | 须填写 |",
            "|---|---|---|",
            *(
                f"| {spec.label} `{step.value}` | {PERMISSIONS[spec.permission]} "
                f"| {'、'.join(PLAN_NEEDS[need] for need in spec.needs) or '—'} |"
                for step, spec in PLAN_STEPS.items()
            ),
            "",
            "起草或报批的人不能批准。上级不同意的，由市攻坚办登记退回。",
            "",
            "| 程序 | 自何时反馈的督察起 | 每项任务必备 | 上级同意 | 报送时限 | 说明 |",
            "|---|---|---|---|---|---|",
            *(_plan_row(p.name, p.plan) for p in procedures().values()),
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
