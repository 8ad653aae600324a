"""The add-in of WPS Spreadsheets: the files of its folder, and its line in the list of add-ins.

The form is that of the vendor's own tool, wpsjs 2.2.3: ``manifest.xml`` names ``functions.json`` and the namespace,
``main.js`` registers each function with ``wps.AddCustomFunction``, and ``publish.xml`` beside the add-in's folder
lists what is installed. WPS makes ``index.html`` itself.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from xl_fact.core.function import Function
from xl_fact.errors import InputError
from xl_fact.surfaces import javascript
from xl_fact.surfaces.javascript.wrappers import ABOUT, NAMESPACE, functions, meaning, names, summary, version
from xl_fact.words import Lang

NAME: Final = "xl_fact"
"""The add-in's name, in its folder's name and in the list."""

SAYS_WHOSE: Final = "manifest.xml"
"""The file of the folder that says whose it is."""

LEAST: Final = "12.1.0.20540"
"""The first version of WPS that knows functions of add-ins."""

_MANIFEST: Final = """<?xml version="1.0" encoding="UTF-8"?>
<JsPlugin>
  <ApiVersion>1.0.0</ApiVersion>
  <Name>{name}</Name>
  <Description>{about}</Description>
  <Functions>
    <Uri>/functions.json</Uri>
    <Namespace>{namespace}</Namespace>
  </Functions>
</JsPlugin>
"""
_RIBBON: Final = """<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui">
  <ribbon startFromScratch="false"/>
</customUI>
"""
_MAIN: Final = """(() => {{
{core}
/** What a cell shows: blank as an empty text, an error as its name, a lone answer as itself. */
function shown(name, given) {{
  const rows = answer(name, given).map((row) => row.map((cell) => cell ?? ""));
  return rows.length === 1 && rows[0].length === 1 ? rows[0][0] : rows;
}}
if (wps.AddCustomFunction) {{
{registered}
}}
}})();
"""
_ENTRY: Final = re.compile(
    rf"""[ \t]*<jsplugin\b[^>]*?\sname\s*=\s*(?:"{NAME}"|'{NAME}')[^>]*?(?:/>|>\s*</jsplugin>)[ \t]*\r?\n?"""
)
_END: Final = re.compile(r"</jsplugins\s*>")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_CLOSED: Final = re.compile(r"<jsplugins\b([^>]*?)\s*/>")


def folder_name() -> str:
    """The folder of the add-in, as the vendor's tool names it."""
    return f"{NAME}_{version()}"


def files(lang: Lang = "zh") -> dict[str, str]:
    """What lies in the add-in's folder, by name."""
    about = ABOUT.text(lang)
    return {
        SAYS_WHOSE: _MANIFEST.format(name=NAME, about=escape(about), namespace=NAMESPACE),
        "ribbon.xml": _RIBBON,
        "functions.json": json.dumps(
            {"functions": [_metadata(f, lang) for f in functions()]}, ensure_ascii=False, indent=1
        ),
        "main.js": main(),
    }


def main() -> str:
    """The script that WPS runs at its start: the functions, each registered."""
    lines = (
        f'  wps.AddCustomFunction("{NAMESPACE}", "{f.name}", ({names(f)}) => shown("{f.name}", [{names(f)}]));'
        for f in functions()
    )
    return _MAIN.format(core=javascript.core(), registered="\n".join(lines))


def _metadata(function: Function, lang: Lang) -> dict[str, Any]:
    """A function as the vendor's tool describes one: an optional argument's type ends in a question mark."""
    return {
        "name": function.name,
        "parameters": [
            {
                "name": p.name,
                "description": meaning(p, lang),
                "type": "any[][]?" if p.optional else "any[][]",
            }
            for p in function.parameters
        ],
        "description": f"{function.syntax} {summary(function, lang)}",
        "result": {"type": "any[][]"},
    }


def is_ours(manifest: Path) -> bool:
    """Whether a folder's manifest says that the add-in is ours."""
    return manifest.is_file() and f"<Name>{NAME}</Name>" in manifest.read_text("utf-8", "replace")


# ---------------------------------------------------------------- the list of add-ins
def listed(publish: str | None) -> str:
    """The list with our add-in in it, once; every other line as it was.

    Raises
    ------
    InputError
        When the list can't be read.
    """
    entry = (
        f'<jsplugin name="{NAME}" type="et" url="{folder_name()}" version="{version()}" '
        'enable="enable_dev" install="null" customDomain=""/>'
    )
    if publish is None or not publish.strip("\ufeff \t\r\n"):
        return f"<jsplugins>\n  {entry}\n</jsplugins>\n"
    rest, _ = unlisted(publish)
    rest = _CLOSED.sub(r"<jsplugins\1>\n</jsplugins>", rest, count=1)
    end = [found.start() for found in _END.finditer(_uncommented(rest))]
    at = end[-1] if end else len(rest)
    line = "\r\n" if "\r\n" in publish else "\n"
    made = f"{rest[:at]}{'' if rest[:at].endswith(chr(10)) else line}  {entry}{line}{rest[at:]}"
    return _checked(publish, made, ours=1)


def unlisted(publish: str) -> tuple[str, bool]:
    """The list without our add-in, and whether it was in it; every other line as it was.

    Raises
    ------
    InputError
        When the list can't be read.
    """
    _root(publish)
    rest, found = publish, list(_ENTRY.finditer(_uncommented(publish)))
    for each in reversed(found):
        rest = rest[: each.start()] + rest[each.end() :]
    return _checked(publish, rest, ours=0), bool(found)


def _uncommented(publish: str) -> str:
    """The list with its comments blotted out, each place where it was."""
    return _COMMENT.sub(lambda comment: "#" * len(comment[0]), publish)


def _checked(before: str, after: str, ours: int) -> str:
    """The list as it was made, once it is sure that it says of all others what it said."""

    def others(publish: str) -> list[tuple[str, list[tuple[str, str]]]]:
        entries = ((e.tag, sorted(e.attrib.items())) for e in _root(publish).iter() if e.tag != "jsplugins")
        return [entry for entry in entries if entry[0] != "jsplugin" or ("name", NAME) not in entry[1]]

    held = sum(e.get("name") == NAME for e in _root(after).iter("jsplugin"))
    if held != ours or others(before) != others(after) or _COMMENT.findall(before) != _COMMENT.findall(after):
        raise _unreadable()
    return after


def entry_in(publish: str) -> dict[str, str] | None:
    """Our line of the list: its attributes."""
    return next((e.attrib for e in _root(publish).iter("jsplugin") if e.get("name") == NAME), None)


def _unreadable() -> InputError:
    return InputError(
        "WPS 的加载项列表 publish.xml 读不出来，没有改动；请先在 WPS 里处理它，或把它移走再试",
        "the list of add-ins of WPS, publish.xml, can't be read and was left alone; mend it or move it away",
    )


def _root(publish: str) -> ElementTree.Element:
    try:
        root = ElementTree.fromstring(publish.lstrip("\ufeff").strip())
    except ElementTree.ParseError as broken:
        raise _unreadable() from broken
    if root.tag != "jsplugins":
        raise _unreadable()
    return root
