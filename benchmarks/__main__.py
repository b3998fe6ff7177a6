"""`make bench`: every measurement, one process each, so that none warms another's caches."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run all of them, or those named; the status is 1 when one failed."""
    failed = []
    for name in sys.argv[1:] or sorted(file.stem for file in HERE.glob("bench_*.py")):
        print(f"—— {name}", flush=True)
        if subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent, check=False
        ).returncode:
            failed.append(name)
    if failed:
        print(f"未完成：{'、'.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
