"""One's own account, and the area one looks at."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from sansan.config import config
from sansan.people import scope
from sansan.people.access import posts_in_force
from sansan.people.forms import ScopeForm
from sansan.people.views.frame import viewer
from sansan.places.queries import area_name
from sansan.ui.table import Column, Table

COLUMNS = (
    Column("机构", "organisation"),
    Column("角色", "role_label"),
    Column("区域", lambda post: area_name(post.area_code) if post.area_code else "全部区域"),
    Column("职务", "title"),
    Column("任职日期", "starts_on", kind="date"),
    Column("离任日期", "ends_on", kind="date"),
)


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    person = viewer(request)
    changed = person.password_changed_at
    facts = [
        ("用户名", person.username),
        ("姓名", person.name),
        ("手机", person.phone),
        ("电子邮箱", person.email),
        ("口令修改于", timezone.localdate(changed) if changed else None),
        ("口令有效期", f"{config().password_max_age_days} 天" if config().password_max_age_days else "不限"),
    ]
    table = Table(COLUMNS, posts_in_force(person), "我的任职", empty="现无任职，请联系安全管理员办理")
    context = {"facts": facts, "table": table, "second_factor": is_mfa_enabled(person)}
    return render(request, "people/me.html", context)


@require_GET
def choose_scope(request: HttpRequest) -> HttpResponse:
    """Look at one area, then go back to where one was, on this host only."""
    form = ScopeForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"area": "", "next": ""}
    scope.choose(request, wanted["area"])
    back = wanted["next"]
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if safe else "/")
