"""Recognising the tasks of the ledger in a newer report."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sansan.rectification.matching import differences, match, similarity
from sansan.rectification.proposals import Heading, ProposedFigure, ProposedTask

DUST = "部分工地未落实扬尘防治措施，出入口未冲洗车辆。"
COAL = "多家洗浴场所仍在使用燃煤锅炉，散煤监管不严。"


def task(key="1", problem=DUST, number="1", klass="一", **more):
    return ProposedTask(
        key=key, number=number, klass=Heading(number=klass, title="类"), problem=problem, **more
    )


def test_the_same_problem_is_the_same_task_even_under_another_number():
    assert match({7: task(number="3")}, [task(key="a", number="9")]) == {"a": 7}


def test_punctuation_and_spaces_do_not_make_a_new_task():
    assert match({7: task()}, [task(key="a", problem=DUST.replace("，", "， "))]) == {"a": 7}


def test_a_reworded_problem_keeps_its_number():
    reworded = DUST.replace("部分工地", "个别施工工地").replace("冲洗车辆", "设置车辆冲洗装置")
    assert match({7: task()}, [task(key="a", problem=reworded)]) == {"a": 7}


def test_another_problem_under_the_same_number_is_a_new_task():
    assert match({7: task()}, [task(key="a", problem=COAL)]) == {}


def test_two_new_tasks_never_share_an_old_one():
    found = match({7: task()}, [task(key="a"), task(key="b", number="2")])
    assert found == {"a": 7}


def test_two_identical_old_tasks_are_matched_in_their_order():
    found = match({7: task(), 8: task(number="2")}, [task(key="a"), task(key="b", number="2")])
    assert found == {"a": 7, "b": 8}


@given(
    st.lists(st.text(alphabet="甲乙丙丁戊己庚辛", min_size=6, max_size=12), unique=True, max_size=8),
    st.randoms(),
)
def test_a_report_read_twice_matches_every_task_whatever_its_order(problems, chance):
    old = {i: task(key=str(i), problem=p, number=str(i)) for i, p in enumerate(problems)}
    again = [task(key=f"n{i}", problem=p, number=str(i)) for i, p in enumerate(problems)]
    chance.shuffle(again)
    assert match(old, again) == {f"n{i}": i for i in range(len(problems))}


def test_a_field_the_newer_report_does_not_have_changes_nothing():
    assert differences(task(deadline="2024年底前"), task(deadline="")) == []


def test_a_changed_status_and_figure_are_shown_before_and_after():
    then = ProposedFigure(name="已完成", value=Decimal(31), printed="31", unit="家")
    now = ProposedFigure(name="已完成", value=Decimal(45), printed="45", unit="家")
    changes = differences(task(status="正在整改", figures=[then]), task(status="已完成", figures=[now]))
    assert [(c.label, c.before, c.after) for c in changes] == [
        ("状态", "正在整改", "已完成"),
        ("数据", "已完成 31家", "已完成 45家"),
    ]


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_symmetric_and_between_nothing_and_the_same(one, other):
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == 1
