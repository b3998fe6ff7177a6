"""The gallery pages. They exist only where DEBUG or the setting GALLERY says so."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sansan.errors import NotAllowed
from sansan.ui import parts
from sansan.ui.gallery import samples
from sansan.ui.gallery.forms import FilterForm, TaskForm

View = Callable[[HttpRequest], HttpResponse]


def _in_development(view: View) -> View:
    """404 elsewhere: a deployment has no gallery, and does not say that it could have one."""

    def guarded(request: HttpRequest) -> HttpResponse:
        if not getattr(settings, "GALLERY", settings.DEBUG):
            raise Http404
        return view(request)

    return login_not_required(guarded)


@_in_development
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part on one page."""
    form = (
        TaskForm(request.POST, request.FILES)
        if request.method == "POST"
        else TaskForm({"title": "", "deadline": "七月"})
    )
    if request.method == "POST" and form.is_valid():
        messages.success(request, "已保存")
    context = {
        "s": samples,
        "frame": samples.frame(),
        "today": samples.TODAY,
        "table": samples.table(),
        "list": samples.listing(request.GET),
        "empty_table": samples.table([]),
        "task_form": form,
        "clean_form": TaskForm(prefix="clean"),
        "filter_form": FilterForm(request.GET),
        "crumbs": [parts.Crumb("督察整改", "#"), parts.Crumb("2019 年省委专项督察", "#")],
        "tabs": [
            parts.Tab("全部", "#", current=True, count=36),
            parts.Tab("待验收", "#", count=9),
            parts.Tab("核查发现", "#"),
        ],
        "facts": [
            ("牵头单位", "市自然资源和规划局"),
            ("验收单位", "省自然资源厅"),
            ("整改时限", "2020-12-31"),
            ("责任领导", None),
        ],
    }
    return render(request, "ui/gallery/gallery.html", context)


@_in_development
def progress(request: HttpRequest) -> HttpResponse:
    """A job that is further each time it is asked, and done at the third."""
    done = int(request.GET.get("done", "0")) + 20
    state = "done" if done >= 60 else "running"
    job = parts.Progress(
        "正在读入整改方案", done, 60, state, f"/gallery/progress/?done={done}", result_url="/gallery/"
    )
    return render(request, "ui/parts/progress.html", {"job": job})


@_in_development
def refused(request: HttpRequest) -> HttpResponse:
    """What a person may not do."""
    raise NotAllowed("销号须由市攻坚办办理，您的岗位是县区攻坚办")


@_in_development
def message(request: HttpRequest) -> HttpResponse:
    """A page after a successful action and a refused one."""
    messages.success(request, "第 21 项任务已提交验收")
    messages.error(request, "第 17 项没有提交：缺少整改后照片")
    job = parts.Progress("正在读入整改方案", 0, 60, "waiting", "/gallery/progress/")
    return render(request, "ui/gallery/message.html", {"frame": samples.frame(), "job": job})
