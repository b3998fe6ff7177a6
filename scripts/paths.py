"""Where things are in the working tree."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SANSAN = VENV / "bin" / "sansan"
STAMPS = VENV / "stamps"
REQUIREMENTS = ROOT / "requirements"
FRONTEND = ROOT / "frontend"
DIST = ROOT / "sansan" / "ui" / "static" / "dist"
NODE = ROOT / ".node"
LOG = ROOT / "var" / "log" / "setup.log"
