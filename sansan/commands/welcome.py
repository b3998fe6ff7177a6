"""What `sansan serve` prints once it answers: the address and, for the sample city, how to get in."""

from sansan.commands import readiness
from sansan.sample.accounts import accounts, password


def welcome(host: str, port: int) -> str:
    """Lines for the terminal. Demo accounts are named only while the database holds the sample city."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    lines = ["", f"三散治理已启动：http://{shown}:{port}/"]
    if readiness.noted("content") == "sample":
        lines += ["", f"示例城市的演示账号（口令都是 {password()}）："]
        lines += [f"  {account.username:<12}{account.role_label}，{account.name}" for account in accounts()]
        lines += ["", "先看什么："]
        lines += [
            "  用 shiban 登录 →“督察整改”看整轮进度和地图",
            "  → 打开任一任务看原文、佐证和时间线 →“核查疑点”看对不上的数字。",
        ]
    lines += ["", "按 Ctrl+C 停止。"]
    return "\n".join(lines)
