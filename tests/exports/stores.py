"""What the tests of the folder of facts share: small exports with a time of their own, and what a folder holds."""

from __future__ import annotations

import os
from pathlib import Path

import lookalikes

BRAND = "示例牌"


def compass(path: Path, days: tuple[int, ...], saved: int, factor: float = 1.0) -> Path:
    """A sheet of Compass's 成交分析; `factor` scales its GMV, `saved` orders it among others."""
    rows = lookalikes.transactions(days, 7, wide=True)
    place = rows[0].index("用户支付金额")
    for row in rows[1:]:
        row[place] = row[place] * factor
    lookalikes.delimited(path, rows)
    os.utime(path, (saved, saved))
    return path


def creatives(path: Path, saved: int, cost: str = "1,200") -> Path:
    rows = [list(row) for row in lookalikes.CREATIVE_ROWS]
    rows[1][1] = cost
    lookalikes.delimited(path, rows)
    os.utime(path, (saved, saved))
    return path


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder that is not to be ignored."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
