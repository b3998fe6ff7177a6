"""What the system is run by: roles, the matrix of responsibility, lock-outs."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from sansan.people import lockout
from sansan.people.access import may, require
from sansan.people.actions import unlock
from sansan.people.models import Organisation
from sansan.people.responsibilities import rules, source
from sansan.people.roles import PERMISSIONS, REACH_LABELS, ROLES, Duty, RoleSpec
from sansan.people.views.frame import tabs, viewer
from sansan.ui.table import Column, Table

_OWNERS = {"county": "县区人民政府、功能区管委会", "township": "乡镇人民政府、街道办事处"}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the room: the first one the person may open."""
    require(viewer(request), "system.view")
    return redirect("people:organisations" if may(request.user, "people.view") else "people:roles")


@dataclass(frozen=True)
class RoleCard:
    label: str
    description: str
    kind: str
    grants: list[tuple[str, str]]


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Open to everyone who is logged in: what others may do with my rows is no secret."""
    cards = [
        RoleCard(
            spec.label,
            spec.description,
            "业务角色" if spec.duty is Duty.BUSINESS else "管理角色",
            _by_reach(spec),
        )
        for spec in ROLES.values()
    ]
    return render(request, "people/roles.html", tabs(request, "roles") | {"cards": cards})


def _by_reach(spec: RoleSpec) -> list[tuple[str, str]]:
    """Which rows → what may be done with them: a role has few reaches and many permissions."""
    found: dict[str, list[str]] = {}
    for verb, reaches in spec.grants.items():
        found.setdefault("、".join(REACH_LABELS[reach] for reach in reaches), []).append(PERMISSIONS[verb])
    return [(reach, "；".join(labels)) for reach, labels in found.items()]


@require_GET
def responsibilities(request: HttpRequest) -> HttpResponse:
    """The matrix of the day; also open to everyone, since nobody may say it was not his to know."""
    today = timezone.localdate()
    names = {body.code: str(body) for body in Organisation.objects.all()}
    columns = (
        Column("对象类别", "label"),
        Column("行业主管部门", lambda rule: names.get(rule.authority, "市攻坚办（主管部门未建档）")),
        Column("配合部门", lambda rule: "、".join(names.get(code, code) for code in rule.assisting)),
        Column("属地责任", lambda rule: _OWNERS[rule.owner]),
        Column("自何时起", "valid_from", kind="date"),
        Column("依据", lambda rule: "条例列明" if rule.sure == "law" else "通行分工，待本市确认"),
    )
    table = Table(columns, [rule for rule in rules() if rule.in_force(today)], "责任分工")
    context = tabs(request, "responsibilities") | {"table": table, "source": source(), "on": today}
    return render(request, "people/responsibilities.html", context)


@require_GET
def lockouts(request: HttpRequest) -> HttpResponse:
    require(viewer(request), "people.security")
    columns = (
        Column("用户名", "username"),
        Column("来源地址", "address"),
        Column("失败次数", "failures", kind="number", unit="次"),
        Column("最近一次", "last_at", template="people/cell_moment.html"),
        Column("状态", lambda lock: "已锁定" if lock.locked else "未锁定"),
    )
    locks = lockout.current()
    table = Table(
        columns, locks, "登录失败与锁定", empty="现在没有登录失败的记录", actions="people/unlock.html"
    )
    context = {"table": table, "locked": sum(lock.locked for lock in locks)}
    return render(request, "people/lockouts.html", tabs(request, "lockouts") | context)


@require_POST
def lift(request: HttpRequest) -> HttpResponse:
    name = request.POST.get("username", "")
    unlock(by=viewer(request), username=name)
    messages.success(request, f"已解除“{name}”的登录锁定。")
    return redirect("people:lockouts")
