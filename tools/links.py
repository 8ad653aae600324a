"""The links of Markdown pages: where each leads, and whether that is there.

python -m tools.links .
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LINK: Final = re.compile(r"(?<!\\)(!?)\[((?:`[^`]*`|[^\]`])*)\]\(([^)\s]+)\)")
"""An image's exclamation mark, the words, the target."""

FENCE: Final = re.compile(r"^( *)(```+|~~~+).*?^\1\2 *$", re.DOTALL | re.MULTILINE)
_CODE: Final = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_HEADING: Final = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


def pages(root: Path) -> list[Path]:
    """Every page of the project that people read."""
    return [*sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md"))]


def prose(text: str) -> str:
    """The page without its code: blocks and code within a line are blanked, so that places stay."""
    without = FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return _CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), without)


def links(text: str) -> Iterator[re.Match[str]]:
    """The links of a page, those within code left out; words of a link may be code."""
    hidden = FENCE.sub(lambda found: " " * len(found[0]), text)
    spans = [found.span() for found in _CODE.finditer(hidden)]
    for link in LINK.finditer(hidden):
        if not any(start <= link.start() and link.end() <= end for start, end in spans):
            yield link


def outside(target: str) -> bool:
    """Whether a target is of another site."""
    return re.match(r"[a-z][a-z+.-]*:", target) is not None


def slug(heading: str) -> str:
    """The anchor of a heading, as code hosts and the site make it."""
    words = re.sub(r"[^\w\- ]", "", LINK.sub(r"\2", heading).replace("`", "").strip().lower())
    return words.replace(" ", "-")


def anchors(text: str) -> set[str]:
    """The anchors of a page."""
    headings = FENCE.sub("", text)
    return {slug(found) for found in _HEADING.findall(headings)}


def dead(root: Path) -> list[str]:
    """Each link of the project's pages that leads nowhere, as page: target."""
    found = []
    for page in pages(root):
        for link in links(page.read_text("utf-8")):
            target, _, anchor = link[3].partition("#")
            if outside(link[3]):
                continue
            there = (page.parent / target).resolve() if target else page
            known = there.exists() and there.is_relative_to(root.resolve() if target else root)
            if not known or (anchor and anchor not in anchors(there.read_text("utf-8"))):
                found.append(f"{page.relative_to(root)}: {link[3]}")
    return found


if __name__ == "__main__":
    gone = dead(Path(sys.argv[1]).resolve())
    sys.exit("\n".join(gone) or None)
