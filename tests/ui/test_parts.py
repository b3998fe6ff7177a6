"""Parts say what they must, whatever they are given."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from sansan.ui.chart import Chart, Series
from sansan.ui.keyset import Page
from sansan.ui.parts import Compared, Crumb, Finding, Moment, Photo, Progress, Stat, Step, Tab
from sansan.ui.table import Column, Table
from tests.ui.rendering import a_request, parsed, render, words

TODAY = dt.date(2020, 7, 17)


def test_a_status_has_a_word_and_a_shape_beside_its_colour() -> None:
    badge = parsed('{% status_badge "overdue" %}')
    assert words(badge) == "超期"
    assert badge.cssselect("svg.icon-state-triangle")


def test_a_status_keeps_the_wording_of_the_source() -> None:
    assert words(parsed('{% status_badge "ongoing" "已完成，持续推进" %}')) == "已完成，持续推进"


def test_a_state_nobody_declared_is_shown_as_not_recognised() -> None:
    assert words(parsed('{% status_badge "sideways" %}')) == "未识别"


def test_a_deadline_is_judged_by_the_day_of_the_page() -> None:
    shown = parsed("{% deadline_badge due %}", due=dt.date(2020, 6, 30), today=TODAY)
    assert words(shown) == "2020-06-30超期 17 天"
    assert shown.cssselect("time")[0].get("datetime") == "2020-06-30"


def test_a_deadline_without_a_date_shows_the_wording() -> None:
    assert words(parsed('{% deadline_badge None today False "长期坚持" %}', today=TODAY)) == "长期坚持"


def test_a_number_leads_to_its_rows_and_has_its_unit() -> None:
    shown = parsed("{% stat_row stats %}", stats=[Stat("涉及企业", 1284, "家", "/rows")])
    link = shown.cssselect("dd a")[0]
    assert (link.get("href"), words(link)) == ("/rows", "1,284 家")


def ledger(rows: list[SimpleNamespace], **options: object) -> Table:
    columns = [
        Column("序号", "number"),
        Column("问题", "problem", link=True),
        Column("面积", "hectares", kind="number", unit="公顷"),
        Column("状态", lambda row: ("in_progress", "达到序时进度"), kind="status"),
        Column("单位", "unit.name"),
        Column("时限", lambda row: (dt.date(2020, 7, 20), False), kind="deadline"),
    ]
    return Table(columns, rows, "整改任务", row_url=lambda row: f"/task/{row.number}", **options)  # type: ignore[arg-type]


ROW = SimpleNamespace(number=17, problem="<b>露天矿山</b>", hectares=Decimal("1284.50"), unit=None)


def test_a_table_shows_each_column_in_its_own_manner() -> None:
    shown = parsed("{% data_table table %}", table=ledger([ROW]), today=TODAY)
    cells = [words(cell) for cell in shown.cssselect("tbody td")]
    assert cells == ["17", "<b>露天矿山</b>", "1,284.50", "达到序时进度", "—", "2020-07-20还剩 3 天"]
    assert words(shown.cssselect("thead th")[2]) == "面积（公顷）"
    assert words(shown.cssselect("caption")[0]) == "整改任务"


def test_a_table_row_is_one_link_in_the_column_that_names_it() -> None:
    shown = parsed("{% data_table table %}", table=ledger([ROW]))
    (link,) = shown.cssselect("tbody a")
    assert (link.get("href"), words(link)) == ("/task/17", "<b>露天矿山</b>")


def test_each_cell_knows_its_label_for_the_card_of_a_phone() -> None:
    shown = parsed("{% data_table table %}", table=ledger([ROW]))
    assert [cell.get("data-label") for cell in shown.cssselect("tbody td")][:3] == [
        "序号",
        "问题",
        "面积（公顷）",
    ]


def test_an_empty_table_says_what_to_do() -> None:
    table = ledger([], empty="还没有任务。从督察报告读入", empty_url="/intake", empty_action="读入报告")
    shown = parsed("{% data_table table %}", table=table)
    assert not shown.cssselect("table")
    assert words(shown) == "还没有任务。从督察报告读入读入报告"


def test_a_column_that_names_nothing_is_an_error_not_an_empty_cell() -> None:
    with pytest.raises(AttributeError, match="probelm"):
        render("{% data_table table %}", table=Table([Column("问题", "probelm")], [ROW], "表"))


def test_the_pager_keeps_the_filters_and_replaces_the_cursor() -> None:
    request = a_request("/ledger/", county="411702", cursor="old")
    shown = parsed("{% pager page %}", request, page=Page(rows=[], next_cursor="new", previous_cursor=None))
    (following,) = shown.cssselect("a")
    assert following.get("href") == "?county=411702&cursor=new"


def test_a_single_page_has_no_pager() -> None:
    assert not parsed(
        "{% pager page %}", page=Page(rows=[], next_cursor=None, previous_cursor=None)
    ).cssselect("nav")


def test_a_reused_photo_carries_its_warning_and_what_is_unknown_says_so() -> None:
    photos = [Photo("/f/1", "坑.jpg", "/t/1", "李慧", TODAY, "", "与第 9 项任务的照片相同")]
    shown = parsed("{% evidence_grid photos %}", photos=photos)
    assert "与第 9 项任务的照片相同" in words(shown)
    assert "无位置信息" in words(shown)
    assert shown.cssselect("img")[0].get("alt") == "坑.jpg"


def test_a_pair_with_no_photo_after_says_so() -> None:
    assert "尚未上传" in words(parsed("{% before_after photo None %}", photo=Photo("/f/1", "坑.jpg")))


def test_a_workflow_says_in_words_which_step_is_current() -> None:
    steps = [Step("交办", "done", "市攻坚办", TODAY), Step("整改", "now"), Step("验收", "next")]
    shown = parsed("{% stepper steps %}", steps=steps)
    (current,) = shown.cssselect("[aria-current=step]")
    assert "整改（当前）" in words(current)
    assert "交办（已完成）" in words(shown)


def test_a_finding_says_which_numbers_were_compared_and_why_it_may_be_innocent() -> None:
    finding = Finding(
        "总数与分项不符", "相差 2 家", [Compared("总数", "99 家", "第 114 行", "#L114")], "分项可能没有列全"
    )
    shown = parsed("{% finding of=finding %}<button>不成立</button>{% endfinding %}", finding=finding)
    assert "总数99 家第 114 行" in words(shown.cssselect(".compared")[0])
    assert "也可能无误：分项可能没有列全" in words(shown)
    assert words(shown.cssselect("footer")[0]) == "不成立"
    assert "待判断" in words(shown)


def test_a_settled_finding_offers_nothing_more_to_do() -> None:
    finding = Finding(
        "总数与分项不符", "相差 2 家", disposition="有合理解释", reason="口径不同", who="赵启明"
    )
    shown = parsed("{% finding of=finding %}  {% endfinding %}", finding=finding)
    assert not shown.cssselect("footer")
    assert "赵启明：口径不同" in words(shown)


def test_a_confirmation_names_what_will_happen_and_posts_with_a_token() -> None:
    source = (
        '{% confirm id="close" opener="销号" title="销号第 21 项？" verb="确认销号" action="/close/" %}'
        "<p>责任单位不能再修改。</p>{% endconfirm %}"
    )
    request = a_request()
    shown = parsed(source, request)
    (dialog,) = shown.cssselect("dialog form")
    assert dialog.get("action") == "/close/"
    assert "责任单位不能再修改" in words(dialog)
    assert words(dialog.cssselect("button[type=submit]")[0]) == "确认销号"
    assert dialog.cssselect("input[name=csrfmiddlewaretoken]")[0].get("value")


def test_a_running_job_asks_again_and_a_finished_one_does_not() -> None:
    running = parsed("{% progress job %}", job=Progress("读入", 3, 6, "running", "/poll/", "/cancel/"))
    assert running.cssselect("[hx-get='/poll/']")
    assert "3 / 6，50%" in words(running)
    done = parsed(
        "{% progress job %}", job=Progress("读入", 6, 6, "done", "/poll/", "/cancel/", result_url="/result/")
    )
    assert not done.cssselect("[hx-get]")
    assert not done.cssselect("form")
    assert done.cssselect("a[href='/result/']")


def test_a_job_of_unknown_length_does_not_divide_by_it() -> None:
    assert Progress("读入", 0, 0).percent == 0


def test_a_chart_has_every_number_in_its_table_and_a_gap_where_there_is_none() -> None:
    chart = Chart("标题", "项", ["甲", "乙"], [Series("任务", [Decimal("1.5"), None])], "来源", as_of=TODAY)
    shown = parsed("{% chart_card chart %}", chart=chart)
    assert [words(row) for row in shown.cssselect("tbody tr")] == ["甲1.5", "乙—"]
    assert chart.payload()["series"][0]["values"] == [1.5, None]
    assert "来源，截至 2020-07-17" in words(shown)


def test_the_data_of_a_chart_cannot_close_its_script() -> None:
    chart = Chart("</script><script>alert(1)</script>", "项", ["</script>"], [Series("x", [1])], "来源")
    shown = parsed("{% chart_card chart %}", chart=chart)
    assert len(shown.cssselect("script")) == 1


def test_time_lines_breadcrumbs_and_tabs_lead_where_they_say() -> None:
    shown = parsed(
        "{% breadcrumb crumbs %}{% tabs tabs %}{% timeline moments %}",
        crumbs=[Crumb("督察整改", "/r/")],
        tabs=[Tab("全部", "?", current=True, count=36), Tab("待验收", "?state=awaiting")],
        moments=[Moment(dt.datetime(2020, 7, 16, 8, 30, tzinfo=dt.UTC), "退回", "孙立文", "照片模糊")],
    )
    assert [a.get("href") for a in shown.cssselect("a")] == ["/r/", "?", "?state=awaiting"]
    assert words(shown.cssselect("[aria-current=page]")[0]) == "全部36"
    assert "2020-07-16 16:30" in words(shown)  # Beijing time


def test_a_tab_that_is_seldom_opened_is_folded_and_still_says_where_one_stands() -> None:
    rows = [Tab("督察", "a"), Tab("指标", "b", folded=True), Tab("政策文件", "c", current=True, folded=True)]
    shown = parsed("{% tabs tabs %}", tabs=rows)
    assert [words(a) for a in shown.cssselect("nav > a")] == ["督察"]
    assert [a.get("href") for a in shown.cssselect("details a")] == ["b", "c"]
    assert words(shown.cssselect("summary")[0]).startswith("政策文件")


def test_a_tab_alone_is_not_shown() -> None:
    assert not parsed("<p>{% tabs tabs %}</p>", tabs=[Tab("统计", "?", current=True)]).cssselect("nav, a")


def test_a_passage_numbers_its_lines_as_the_source_does() -> None:
    shown = parsed("{% source_passage text marks 114 %}", text="排查99家\n已注销15家", marks=[(2, 5)])
    assert [line.get("id") for line in shown.cssselect("li")] == ["L114", "L115"]
    assert words(shown.cssselect("mark")[0]) == "99家"


def test_an_icon_that_is_not_shipped_is_found_out_at_once() -> None:
    with pytest.raises(ImproperlyConfigured, match="no-such-icon"):
        render('{% icon "no-such-icon" %}')


def test_an_icon_is_silent_unless_it_is_given_words() -> None:
    assert parsed('{% icon "map" %}').cssselect("svg[aria-hidden=true]")
    assert parsed('{% icon "map" "地图" %}').cssselect("svg[aria-label=地图]")


def test_nothing_is_shown_as_a_dash_and_thousands_are_grouped() -> None:
    assert (
        render("{{ a|number }} {{ b|number }} {{ c|day }} {{ d|number }}", a=None, b=1234567, c=None, d=0)
        == "— 1,234,567 — 0"
    )
