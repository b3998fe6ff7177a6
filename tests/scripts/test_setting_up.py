"""What `make` does before any package is there: steps, stamps, Node, the browser."""

from pathlib import Path

import pytest

from scripts import chromium, frontend, node, steps
from scripts.paths import ROOT
from scripts.stamps import digest, is_current, put
from scripts.steps import Step, StepFailed, command, run_all


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    log = tmp_path / "setup.log"
    monkeypatch.setattr(steps, "LOG", log)
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    return log


def test_each_step_says_its_number_and_what_is_ready_is_not_done_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    done: list[str] = []
    run_all(
        [
            Step("甲", lambda: True, lambda: done.append("甲"), ""),
            Step("乙", lambda: False, lambda: done.append("乙"), ""),
        ]
    )
    lines = capsys.readouterr().out.splitlines()
    assert done == ["乙"]
    assert lines[0] == "【1/2】甲 …… 已就绪"
    assert lines[1].startswith("【2/2】乙 …… 完成（0.0 秒")


def test_a_failed_step_shows_the_end_of_its_output_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    step = Step("丙", lambda: False, lambda: command("sh", "-c", "echo no network; exit 7"), "检查网络。")
    with pytest.raises(SystemExit) as ended:
        run_all([step, Step("丁", lambda: False, lambda: pytest.fail("went on"), "")])
    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert "退出状态 7" in said
    assert "    no network" in said
    assert "怎么办：检查网络。" in said


def test_a_program_that_does_not_exist_is_a_failed_step() -> None:
    with pytest.raises(StepFailed, match="no-such-program"):
        command("no-such-program")


def test_a_stamp_is_current_for_the_same_contents_only(tmp_path: Path) -> None:
    file, stamp = tmp_path / "list.txt", tmp_path / "stamps" / "list"
    file.write_text("a", encoding="utf-8")
    put(stamp, digest([file]))
    assert is_current(stamp, digest([file]))
    file.write_text("b", encoding="utf-8")
    assert not is_current(stamp, digest([file]))


@pytest.mark.parametrize(
    ("version", "enough"),
    [((), False), ((18, 20, 1), False), ((20, 18, 0), False), ((20, 19, 0), True), ((21, 7, 0), False),
     ((22, 11, 0), False), ((22, 12, 0), True), ((24, 0, 0), True)],
)  # fmt: skip
def test_node_is_new_enough_when_the_build_tool_says_so(version: tuple[int, ...], enough: bool) -> None:
    assert node.is_new_enough(version) is enough


def test_the_version_of_a_program_that_is_missing_or_mute_is_none(tmp_path: Path) -> None:
    mute = tmp_path / "node"
    mute.write_text("#!/bin/sh\necho hello\n", encoding="utf-8")
    mute.chmod(0o755)
    assert node.version_of(None) == ()
    assert node.version_of(str(mute)) == ()


def test_sources_of_the_front_end_are_not_what_it_installs_or_builds() -> None:
    found = list(frontend.sources())
    assert ROOT / "frontend" / "package.json" in found
    assert not [file for file in found if "node_modules" in file.parts]


def test_a_named_browser_that_is_not_there_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SANSAN_CHROMIUM", str(tmp_path / "chromium"))
    assert chromium.locate() is None
    (tmp_path / "chromium").touch()
    assert chromium.locate() == tmp_path / "chromium"


def test_without_any_way_to_a_browser_the_step_fails_with_advice_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused() -> None:
        raise StepFailed("no")

    monkeypatch.setenv("SANSAN_CHROMIUM", "/nowhere")
    monkeypatch.setattr(chromium, "_by_apt", refused)
    monkeypatch.setattr(chromium, "_by_playwright", refused)
    with pytest.raises(SystemExit):
        run_all([chromium.browser()])
    said = capsys.readouterr().out
    assert "请安装后重试" in said
    assert "The browser tests need Chromium" in said
