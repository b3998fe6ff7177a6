"""Roles as code: what each may do and on which rows. Who may do what is decided here and nowhere else.

Source of the bodies: the "1+8" office mechanism and the county and township chain of a prefecture-level city.
Source of the three administrators: the separation of duties practised under GB/T 22239-2019; whether a deployment
must be level 2 or 3 is a local filing decision, so the stricter reading is built in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """Which rows a permission covers. Every reach but ALL is also bounded by the post's area prefix."""

    ALL = "all"
    AREA = "area"
    OFFICE = "office"
    OWN = "own"


REACH_LABELS: Mapping[Reach, str] = {
    Reach.ALL: "全部",
    Reach.AREA: "任职区域内全部",
    Reach.OFFICE: "本专项办主管的",
    Reach.OWN: "分派给本单位的",
}

PERMISSIONS: Mapping[str, str] = {
    "rectification.view": "查看整改任务",
    "rectification.intake": "导入督察报告、录入和修改任务",
    "rectification.assign": "分派任务",
    "rectification.report": "填报进展、提交验收",
    "rectification.accept": "验收或退回、回头看",
    "rectification.close": "登记审查和公示、销号、反弹再立项、中止、答复申请",
    "rectification.override": "核对有矛盾时带理由销号",
    "rectification.audit": "处理数据核查疑点",
    "rectification.acceptors": "查看验收质量",
    "rectification.supervise": "发出提醒、督办等文书",
    "rectification.sign": "签发通报、约谈通知和问责建议，批准整改方案",
    "rectification.export": "导出整改台账和报告",
    "rectification.figures": "登记、更正任务数据",
    "leadership.view": "查看领导机构、会议和议定事项",
    "leadership.manage": "登记领导机构、换届调整、确定责任领导",
    "leadership.meetings": "登记会议、印发纪要、议定事项办结",
    "leadership.report": "报告议定事项办理情况",
    "accountability.view": "查阅问责记录（每次查阅留痕）",
    "accountability.handle": "受理、调查、决定和执行问责，管理留存期",
    "accountability.statistics": "查看问责统计（不含个人）",
    "dispatch.view": "查看月调度",
    "dispatch.manage": "开启、催报、冻结月调度，拟月调度通报",
    "evidence.view": "查看佐证材料",
    "evidence.upload": "上传佐证材料",
    "people.view": "查看机构和人员",
    "people.manage": "管理机构和人员",
    "people.security": "管理任职、解除登录锁定、吊销接口令牌",
    "trail.view": "查看操作轨迹",
    "places.manage": "管理行政区划和管控区",
    "lists.share": "把列表视图共享给本单位",
    "notify.records": "查看消息的发送记录、重新发送",
    "api.tokens": "建立接口令牌、用接口办理",
    "api.subscribe": "订阅事件推送",
    "system.view": "进入系统管理",
}


class Duty(StrEnum):
    """Kinds of post of which a person holds one at a time."""

    BUSINESS = "business"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


class Role(StrEnum):
    """What a post lets its holder do."""

    CITY_OFFICE = "city_office"
    OFFICE_STAFF = "office_staff"
    CITY_LEADER = "city_leader"
    ACCEPTOR = "acceptor"
    DISCIPLINE_OFFICER = "discipline_officer"
    BUREAU_OFFICER = "bureau_officer"
    COUNTY_OFFICE = "county_office"
    COUNTY_LEADER = "county_leader"
    TOWNSHIP_OFFICER = "township_officer"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def label(self) -> str:
        return ROLES[self].label

    @property
    def duty(self) -> Duty:
        return ROLES[self].duty


@dataclass(frozen=True)
class RoleSpec:
    """A role in the user's words, and its grants: permission → the reaches that add up to what it covers."""

    label: str
    description: str
    grants: Mapping[str, tuple[Reach, ...]]
    duty: Duty = Duty.BUSINESS


def _each(verbs: str, *reaches: Reach) -> dict[str, tuple[Reach, ...]]:
    """The same reaches for several permissions, named by one space-separated string."""
    return dict.fromkeys(verbs.split(), reaches)


_SEE = "rectification.view rectification.export evidence.view dispatch.view api.tokens"

ROLES: Mapping[Role, RoleSpec] = {
    Role.CITY_OFFICE: RoleSpec(
        "市攻坚办",
        "统筹全市整改：导入督察报告、编制整改方案、分解和分派任务、处理数据核查疑点、督办、月调度、销号（核对有矛盾的须写明理由）、导出台账和报告。"
        "登记领导机构和会议、印发纪要、查看问责统计。不办理验收，看不到问责记录。",
        _each(_SEE, Reach.AREA)
        | _each(
            "rectification.intake rectification.assign rectification.close rectification.audit"
            " rectification.supervise dispatch.manage",
            Reach.AREA,
        )
        | _each("rectification.override rectification.acceptors lists.share", Reach.AREA)
        | _each("rectification.figures", Reach.AREA)
        | _each("leadership.view leadership.manage leadership.meetings", Reach.AREA)
        | _each("leadership.report", Reach.OWN)
        | _each("accountability.statistics", Reach.AREA)
        | _each("evidence.upload people.view system.view api.subscribe", Reach.AREA),
    ),
    Role.OFFICE_STAFF: RoleSpec(
        "专项办公室人员",
        "负责本专项办主管的任务：查看、分派、处理疑点、督办、上传材料；也填报直接分派给本专项办的任务。",
        _each(_SEE + " evidence.upload", Reach.OFFICE, Reach.OWN)
        | _each(
            "rectification.assign rectification.audit rectification.supervise rectification.acceptors",
            Reach.OFFICE,
        )
        | _each("rectification.report rectification.figures leadership.report", Reach.OWN)
        | _each("people.view leadership.view lists.share api.subscribe", Reach.AREA),
    ),
    Role.CITY_LEADER: RoleSpec(
        "市领导",
        "查看全市任务、数据、佐证材料、会议和验收质量，导出报告；批准整改方案，签发通报、月调度通报、约谈通知和问责建议；查看问责统计，看不到问责记录。",
        _each(
            _SEE + " rectification.sign rectification.acceptors leadership.view accountability.statistics",
            Reach.AREA,
        ),
    ),
    Role.ACCEPTOR: RoleSpec(
        "验收组",
        "对任职区域内提交验收的任务作出验收或退回，可上传验收材料。本单位办理的任务由他人验收。",
        _each(
            "rectification.view rectification.accept dispatch.view evidence.view evidence.upload api.tokens",
            Reach.AREA,
        ),
    ),
    Role.DISCIPLINE_OFFICER: RoleSpec(
        "追责办（纪检）",
        "受理问责建议和虚假整改线索，调查、决定、执行问责。问责记录只有本角色能看，每次查阅留痕；可查看任职区域内的任务和材料。",
        _each("rectification.view evidence.view evidence.upload leadership.view", Reach.AREA)
        | _each("accountability.view accountability.handle accountability.statistics", Reach.AREA),
    ),
    Role.BUREAU_OFFICER: RoleSpec(
        "市直部门",
        "办理分派给本部门的任务：填报进展、上传佐证、提交验收；报告议定事项办理情况。",
        _each(_SEE + " rectification.report rectification.figures evidence.upload api.subscribe", Reach.OWN)
        | _each("leadership.view leadership.report", Reach.OWN),
    ),
    Role.COUNTY_OFFICE: RoleSpec(
        "县区攻坚办",
        "统筹本县区的任务：查看、向乡镇和部门分派、填报进展、上传佐证、提交验收、导出本县区台账。",
        _each(_SEE + " rectification.report rectification.figures evidence.upload", Reach.AREA, Reach.OWN)
        | _each(
            "rectification.assign people.view leadership.manage leadership.meetings lists.share api.subscribe",
            Reach.AREA,
        )
        | _each("leadership.view", Reach.AREA, Reach.OWN)
        | _each("leadership.report", Reach.OWN),
    ),
    Role.COUNTY_LEADER: RoleSpec(
        "县区领导",
        "查看本县区的任务、数据、佐证材料、会议和验收质量，导出报告；只看不改。",
        _each(_SEE + " rectification.acceptors leadership.view", Reach.AREA),
    ),
    Role.TOWNSHIP_OFFICER: RoleSpec(
        "乡镇（街道）",
        "查看本乡镇区域内的任务，办理分派给本单位的任务：填报进展、上传佐证、提交验收。",
        _each("rectification.view dispatch.view evidence.view api.tokens", Reach.AREA, Reach.OWN)
        | _each("rectification.report rectification.figures evidence.upload", Reach.OWN)
        | _each("leadership.view leadership.report", Reach.OWN),
    ),
    Role.SYSTEM_ADMIN: RoleSpec(
        "系统管理员",
        "管理机构、人员账号、行政区划和消息发送。不能授予角色，看不到业务数据和操作轨迹。",
        _each("people.view people.manage places.manage notify.records system.view lists.share", Reach.ALL),
        Duty.SYSTEM,
    ),
    Role.SECURITY_ADMIN: RoleSpec(
        "安全管理员",
        "办理任职和离任（授予、收回角色），解除登录锁定，查看和吊销全部接口令牌。不能新建账号，看不到业务数据和操作轨迹。",
        _each("people.view people.security system.view", Reach.ALL),
        Duty.SECURITY,
    ),
    Role.AUDIT_ADMIN: RoleSpec(
        "审计管理员",
        "查看全部操作轨迹并核验其完整性。不能改动任何数据，看不到业务数据。",
        _each("people.view trail.view system.view", Reach.ALL),
        Duty.AUDIT,
    ),
}


def choices() -> list[tuple[str, str]]:
    """Roles as form and model choices."""
    return [(role.value, spec.label) for role, spec in ROLES.items()]
