"""`make lock`: pin every package, with hashes and without the address of any registry."""

import subprocess
import sys

from scripts.paths import REQUIREMENTS, ROOT

_COMMON = (
    "--no-emit-index-url",
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
    "-q",
)
LISTS = {
    "base": ("pyproject.toml", "--extra", "postgresql", "--extra", "notify"),
    "dev": ("pyproject.toml", "--extra", "postgresql", "--extra", "notify", "--group", "dev"),
    "node": ("--group", "node"),
}


def main() -> None:
    for name, what in LISTS.items():
        print(f"requirements/{name}.txt", flush=True)
        output = str(REQUIREMENTS / f"{name}.txt")
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "compile", *what, "-o", output, *_COMMON],
            cwd=ROOT,
            check=True,
        )


if __name__ == "__main__":
    main()
