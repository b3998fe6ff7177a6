"""A Chromium for the browser tests: found on the machine, or obtained."""

import os
import shutil
import subprocess
from pathlib import Path

from scripts.paths import PYTHON
from scripts.steps import Step, StepFailed, command

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "浏览器测试需要 Chromium。请安装后重试：Debian/Ubuntu 执行 apt-get install chromium fonts-noto-cjk；"
    "或把浏览器程序的路径写入环境变量 SANSAN_CHROMIUM。\n"
    "The browser tests need Chromium: install it (apt-get install chromium fonts-noto-cjk) "
    "or set SANSAN_CHROMIUM to the path of the program."
)


def locate() -> Path | None:
    """The browser to drive: SANSAN_CHROMIUM, then one on PATH, then the one Playwright keeps."""
    named = os.environ.get("SANSAN_CHROMIUM")
    if named:
        return Path(named) if Path(named).is_file() else None
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return _playwright_copy()


def obtain() -> None:
    """Install a browser by whichever way this machine allows; raises StepFailed when none works."""
    for way in (_by_apt, _by_playwright):
        try:
            way()
        except StepFailed:
            continue
        if locate():
            return
    raise StepFailed("没有找到 Chromium，也未能自动安装。")


def browser() -> Step:
    return Step("准备浏览器（Chromium，供浏览器测试）", lambda: locate() is not None, obtain, ADVICE)


def _by_apt() -> None:
    if not shutil.which("apt-get"):
        raise StepFailed("没有 apt-get")
    # A person is never asked for a password half-way through.
    privilege = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    command(*privilege, "apt-get", "update", env=quiet)
    packages = ("chromium", "fonts-noto-cjk")
    command(*privilege, "apt-get", "install", "--yes", "--no-install-recommends", *packages, env=quiet)


def _by_playwright() -> None:
    command(PYTHON, "-m", "playwright", "install", "chromium")


def _playwright_copy() -> Path | None:
    if not PYTHON.exists():
        return None
    ask = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    said = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=False).stdout.strip()
    return Path(said) if said and Path(said).is_file() else None
