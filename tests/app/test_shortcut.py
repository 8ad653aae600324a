"""The icon on the desktop of Windows: what the system's shell is given, by a shell of ours that writes it down."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from xl_fact.app import shortcut
from xl_fact.errors import InputError

RECORDER = """#!{python}
import json, os, sys
told = {{key: value for key, value in os.environ.items() if key.startswith("XL_FACT_")}}
json.dump([sys.argv[1:], told], open({record!r}, "w"))
print(r"C:\\Users\\甲\\Desktop\\xl_fact 月报.lnk")
sys.exit({code})
"""


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called powershell, alone on the path; where it writes what it was given."""
    if os.name == "nt":
        pytest.skip("Windows has a PowerShell of its own")
    programs, record = tmp_path / "programs", tmp_path / "record.json"
    programs.mkdir()
    program = programs / "powershell"
    program.write_text(RECORDER.format(python=sys.executable, record=str(record), code=0), "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    return record


def test_it_starts_this_page_with_these_facts(
    shell: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    facts = tmp_path / "我的 数据 & 'x'" / "facts"
    assert shortcut.place(facts).endswith("月报.lnk")
    assert facts.parent.is_dir(), "the icon works in there"
    words, told = json.loads(shell.read_text("utf-8"))
    assert words[:3] == ["-NoProfile", "-NonInteractive", "-Command"]
    assert str(facts) not in words[3], "a path is never a part of the script"
    assert set(re.findall(r"\$env:(\w+)", words[3])) == {key for key in told if key in shortcut.told(facts)}
    assert told["XL_FACT_FOLDER"] == str(facts.parent)
    assert told["XL_FACT_ARGUMENTS"].endswith(f'app --facts "{facts}"')
    assert Path(told["XL_FACT_PROGRAM"]).is_file()
    if Path(told["XL_FACT_PROGRAM"]) == Path(sys.executable):
        assert told["XL_FACT_ARGUMENTS"].startswith("-m xl_fact ")


def test_a_shell_that_would_not_is_told_and_so_is_none(
    shell: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    program = tmp_path / "programs" / "powershell"
    program.write_text(program.read_text("utf-8").replace("sys.exit(0)", "sys.exit(1)"), "utf-8")
    with pytest.raises(InputError, match="桌面图标没有放成"):
        shortcut.place(tmp_path / "facts")
    program.unlink()
    with pytest.raises(InputError, match="桌面图标没有放成"):
        shortcut.place(tmp_path / "facts")


@pytest.mark.skipif(sys.platform == "win32", reason="there it is possible")
def test_elsewhere_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="直接运行 xl-fact app"):
        shortcut.place(tmp_path / "facts")
    assert not list(tmp_path.iterdir())
