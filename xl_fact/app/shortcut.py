"""An icon on the desktop of Windows that starts the page; the system's own shell writes it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from xl_fact.errors import InputError

NAME: Final = "xl_fact 月报.lnk"
SCRIPT: Final = """
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [Text.Encoding]::UTF8
$place = Join-Path ([Environment]::GetFolderPath('Desktop')) $env:XL_FACT_NAME
$link = (New-Object -ComObject WScript.Shell).CreateShortcut($place)
$link.TargetPath = $env:XL_FACT_PROGRAM
$link.Arguments = $env:XL_FACT_ARGUMENTS
$link.WorkingDirectory = $env:XL_FACT_FOLDER
$link.Description = 'xl_fact'
$link.Save()
Write-Output $place
"""
"""What PowerShell runs; the paths come to it by its environment, so that none is read as a command."""
_SECONDS: Final = 60


def told(facts: Path) -> Mapping[str, str]:
    """What the icon starts, and where: the page with this folder of facts."""
    program = shutil.which("xl-fact", path=str(Path(sys.executable).parent))
    arguments = f'app --facts "{facts}"'
    return {
        "XL_FACT_NAME": NAME,
        "XL_FACT_PROGRAM": program or sys.executable,
        "XL_FACT_ARGUMENTS": arguments if program else f"-m xl_fact {arguments}",
        "XL_FACT_FOLDER": str(facts.parent),
    }


def place(facts: Path) -> str:
    """Put the icon on the desktop; where it lies.

    Parameters
    ----------
    facts : Path
        The folder of facts that the page opens with.

    Raises
    ------
    InputError
        This is not Windows, or its shell would not.
    """
    if sys.platform != "win32":
        raise InputError(
            "--shortcut 只在 Windows 上有；在这里直接运行 xl-fact app",
            "--shortcut is for Windows; run xl-fact app here",
        )
    facts.parent.mkdir(parents=True, exist_ok=True)
    return written(facts)


def written(facts: Path) -> str:
    """Have PowerShell write it."""
    command = ["powershell", "-NoProfile", "-NonInteractive", "-Command", SCRIPT]
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **told(facts)},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError(
            f"桌面图标没有放成：{error}", f"the icon could not be put on the desktop: {error}"
        ) from error
    return done.stdout.strip()
