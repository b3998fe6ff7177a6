"""A city's ledger with something in every corner: each state, late and soon, figures over time, policies, questions.

Built on the two counties, so that what it shows can also be told apart.
"""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from sansan.places.actions import import_areas
from sansan.rectification.actions import decisions, steps, upkeep
from sansan.rectification.figures.actions.entering import add_figure
from sansan.rectification.models import Task
from sansan.trail.record import SYSTEM
from tests.rectification.factories import AuditFindingFactory, MeasureFactory, TaskClassFactory, TaskFactory
from tests.rectification.two_counties import TwoCounties, two_counties

PROBLEMS = (
    "部分县区扬尘治理责任不落实，建筑工地“六个百分之百”执行不到位，渣土车遗撒问题时有发生。",
    "“散乱污”企业动态清零不彻底，个别乡镇存在死灰复燃现象，整治取缔台账与现场不符。",
    "黑臭水体治理进度滞后，沿河截污管网未完全贯通，雨季溢流污染突出。",
    "畜禽养殖粪污资源化利用设施配套率偏低，部分规模养殖场粪污直排。",
)
COUNTIES = ("411702", "411721", "411722", "411723", "411724", "411725", "411726", "411727", "411728")


def city(*, mapped: bool = True) -> TwoCounties:
    """The scene; `mapped` puts the sample city's map under it, which takes a second."""
    if mapped:
        import_areas(by=SYSTEM)
    scene = two_counties()
    today = timezone.localdate()
    classes = [
        TaskClassFactory.create(round=scene.round, number=number, title=title)
        for number, title in (
            ("二", "大气污染防治方面"),
            ("三", "水污染防治方面"),
            ("四", "农业农村污染方面"),
        )
    ]
    for index in range(24):
        task = TaskFactory.create(
            round=scene.round,
            klass=classes[index % 3],
            number=str(index + 4),
            problem=PROBLEMS[index % 4],
            goal="按期完成整改，建立长效机制。",
            claimed_status=("已完成", "已完成，持续推进", "按照时序进度持续推进")[index % 3],
            claimed_code=("completed", "completed_ongoing", "on_schedule")[index % 3],
            deadline_wording="限期整改",
            deadline_date=today + dt.timedelta(days=(index - 6) * 5),
            counties=[COUNTIES[index % len(COUNTIES)]] if index % 5 else [],
        )
        for number, text in enumerate(
            ("压实属地责任，逐项建立台账。", "开展专项排查，发现一处整治一处。"), 1
        ):
            MeasureFactory.create(task=task, order=number, text=text)
    _worked_on(scene, scene.a.task)
    _settled(scene)
    for number in range(3):
        AuditFindingFactory.create(
            source=scene.source,
            rule="whole_equals_parts",
            message="总数 99 与分项 27、55、15 之和 97 不符，相差 2。",
            quote="排查“散乱污”企业 99 家，其中整治取缔 27 家、提升改造 55 家、搬迁入园 15 家。",
            innocent="分项可能不是全部，或统计范围不同。",
            values={
                "总数": "99 家",
                "整治取缔": "27 家",
                "提升改造": "55 家",
                "搬迁入园": f"{15 + number} 家",
            },
        )
    return scene


def _worked_on(scene: TwoCounties, task: Task) -> None:
    """Figures of three days, a policy, more measures."""
    officer = scene.a.officer
    for month, value in ((5, 27), (6, 55), (7, 82)):
        add_figure(
            by=officer,
            task_id=task.pk,
            name="已完成整治取缔",
            value=Decimal(value),
            unit="家",
            as_of=dt.date(2020, month, 17),
            scope="驿城区",
        )
    policy = upkeep.save_policy(
        by=scene.city_officer,
        number="国发〔2018〕22号",
        title="国务院关于印发打赢蓝天保卫战三年行动计划的通知",
        issuer="国务院",
        issued_on=dt.date(2018, 6, 27),
    )
    upkeep.cite_policy(by=scene.city_officer, task_id=task.pk, policy_id=policy.pk)
    MeasureFactory.create(task=task, order=2, text="对辖区内涉气企业逐一核查，建立“一企一档”，实行销号管理。")
    done = MeasureFactory.create(task=task, order=3, text="关停取缔无证无照企业，做到“两断三清”。")
    upkeep.tick_measure(by=officer, task_id=task.pk, measure_id=done.pk, done=True)


def _settled(scene: TwoCounties) -> None:
    """Some tasks further on their way: assigned, and a few put straight into later states."""
    tasks = list(scene.round.tasks.filter(number__in=[str(n) for n in range(8, 28)]).order_by("order"))
    now = timezone.now()
    for index, task in enumerate(tasks):
        county = (scene.a, scene.b)[index % 2]
        if index % 4 == 0:
            continue
        steps.assign(by=scene.city_officer, task_id=task.pk, organisation_id=county.office.pk)
        state = ("open", "rectifying", "submitted", "accepted", "closed")[index % 5]
        if state in {"submitted", "accepted", "closed"}:
            Task.objects.filter(pk=task.pk).update(
                state=state,
                accepted_at=now if state != "submitted" else None,
                closed_at=now if state == "closed" else None,
            )
    resting = scene.round.tasks.filter(state="rectifying").order_by("-order")[0]
    decisions.suspend(by=scene.city_officer, task_id=resting.pk, reason="等待上级规划批复。")
