"""The functions as names of a workbook: in every report, and in whatever workbook they are put into."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from xl_fact.surfaces import lambdas
from xl_fact.workbook.package import Package

_NAME: Final = re.compile(r"<(?:\w+:)?definedName(\s[^>]*)>(.*?)</(?:\w+:)?definedName>", re.DOTALL)
_CALLED: Final = re.compile(r'\sname="([^"]*)"')
_PREFIX: Final = re.compile(r"<(\w+:)?workbook[\s>]")


def add_names(package: Package) -> None:
    """Put every function into a workbook as a named LAMBDA.

    A name of ours that holds an older LAMBDA is replaced; a name that holds anything else is the
    user's and stays.

    Parameters
    ----------
    package : Package
        The workbook; only its workbook part changes.
    """
    part = package.read("xl/workbook.xml").decode("utf-8")
    taken: set[str] = set()
    ours = {d.name.upper() for d in lambdas.definitions()}

    def keep(found: re.Match[str]) -> str:
        called = _CALLED.search(found[1])
        name = called[1].upper() if called else ""
        if "localSheetId" not in found[1]:
            if name in ours and found[2].startswith("_xlfn.LAMBDA("):
                return ""
            taken.add(name)
        return found[0]

    part = _NAME.sub(keep, part)
    root = _PREFIX.search(part)
    x = (root[1] if root else None) or ""
    added = "".join(
        f"<{x}definedName name={quoteattr(d.name)} comment={quoteattr(d.comment)}>{escape(d.refers_to)}</{x}definedName>"
        for d in sorted(lambdas.definitions(), key=lambda d: d.name)
        if d.name.upper() not in taken
    )
    part = re.sub(rf"<{x}definedNames\s*/>|<{x}definedNames>\s*</{x}definedNames>", "", part)
    if f"</{x}definedNames>" in part:
        part = part.replace(f"</{x}definedNames>", f"{added}</{x}definedNames>", 1)
    else:
        after = next(
            tag
            for tag in (f"</{x}externalReferences>", f"</{x}functionGroups>", f"</{x}sheets>")
            if tag in part
        )
        part = part.replace(after, f"{after}<{x}definedNames>{added}</{x}definedNames>", 1)
    package.write("xl/workbook.xml", part.encode("utf-8"))
