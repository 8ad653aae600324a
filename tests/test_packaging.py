"""The wheel: pure Python, whole, and light enough for a browser."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent


def needed(platform: str) -> set[str]:
    """What a plain install brings along on a platform."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    requirements = [Requirement(line) for line in project["dependencies"]]
    return {r.name for r in requirements if not r.marker or r.marker.evaluate({"sys_platform": platform})}


def test_a_browser_gets_numpy_and_xlwings_only() -> None:
    """xlwings Lite installs the same wheel in Pyodide, where the readers and writers of files are no use."""
    assert needed("emscripten") == {"numpy", "xlwings"}
    assert {"pandas", "openpyxl", "python-calamine"} <= needed("win32")


@pytest.mark.slow
def test_the_wheel_is_pure_python_and_holds_all_it_reads(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.endswith("-py3-none-any.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "xl_fact"
    ours = {p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    assert {p.relative_to(ROOT).as_posix() for p in ours} <= held
    assert "xl_fact/templates/monthly_report.xlsx" in held
    assert any(name.endswith("licenses/LICENSE") for name in held)
    assert not [name for name in held if name.startswith(("tools/", "tests/"))]
