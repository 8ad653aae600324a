"""The Excel add-in ``xl_fact.xlam``, built without Excel from the template that xlwings brings along.

wrappers       the VBA text of our functions, and the texts of the formula wizard
project        a VBA project's modules in and out of its streams
compound_file  streams in and out of ``vbaProject.bin``

The template is the *installed* xlwings' own, so the module in it and the DLL beside Python always agree.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from xl_fact.core.function import Function
from xl_fact.errors import InputError
from xl_fact.surfaces.vba import compound_file, project, wrappers

ADDIN: Final = "xl_fact.xlam"
NAME: Final = "xl_fact"
"""The VBA project's name, and of the settings that the xlwings module looks for."""

_TEMPLATE: Final = "quickstart_addin.xlam"
_THEIR_NAME: Final = "myaddin"
_BRIDGE: Final = "xlwings"
_SAMPLE: Final = "Module1"
_ADAPTED: Final = (
    # our settings, not another add-in's
    (f'PROJECT_NAME As String = "{_THEIR_NAME}"', f'PROJECT_NAME As String = "{NAME}"'),
    # its own functions stay out of the formula wizard, and apart from those of an xlwings add-in
    (f'Attribute VB_Name = "{_BRIDGE}"\r\n', f'Attribute VB_Name = "{_BRIDGE}"\r\nOption Private Module\r\n'),
    # only the user's own file says which Python to start: no sheet and no folder of a workbook from elsewhere
    ('Optional source As String = "")', 'Optional source As String = "user")'),
)
"""What is changed in xlwings' module."""

_PROJECT_PART: Final = "xl/vbaProject.bin"
_BOOK_PART: Final = "xl/workbook.xml"
_SHEET_PART: Final = "xl/worksheets/sheet1.xml"
_RELATIONS_PART: Final = "xl/_rels/workbook.xml.rels"
_TOOLTIPS_PART: Final = "customXml/item1.xml"
_TOOLTIPS_RELATION: Final = (
    '<Relationship Id="rIdTooltips" Target="../customXml/item1.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"/>'
)
_FIRST_TEXT_ROW: Final = 101
_SAME_TIME: Final = (1980, 1, 1, 0, 0, 0)


def template() -> Path:
    """The add-in that the installed xlwings gives to those who build one of their own.

    Raises
    ------
    InputError
        When xlwings isn't installed or no longer brings it.
    """
    found = find_spec("xlwings")
    path = Path(found.origin).parent / _TEMPLATE if found and found.origin else Path(_TEMPLATE)
    if not path.is_file():
        raise InputError(
            f"xlwings 里没有模板 {_TEMPLATE}：请重新安装，pip install --force-reinstall xlwings",
            f"xlwings brings no template {_TEMPLATE}: install it again, pip install --force-reinstall xlwings",
        )
    return path


def build(
    functions: Iterable[Function],
    *,
    tooltips: str | None = None,
    base: Path | None = None,
    version: str | None = None,
) -> bytes:
    """The bytes of ``xl_fact.xlam`` with these functions.

    Parameters
    ----------
    functions : iterable of Function
    tooltips : str, optional
        The IntelliSense XML. It goes into the add-in, where Excel-DNA IntelliSense finds it as well as in a
        file beside: the add-in lies in XLSTART, and Excel would open such a file at its start.
    base : Path, optional
        The template; by default that of the installed xlwings.
    version : str, optional
        Ours, written into the add-in; by default that of the installed package.

    Raises
    ------
    InputError
        When the template isn't what this version knows how to fill.
    """
    listed = list(functions)
    source = (base or template()).read_bytes()
    ours = version or metadata.version("xl-fact")
    try:
        parts = _parts(source)
        vba = project.read(compound_file.read(parts[_PROJECT_PART]))
        parts[_PROJECT_PART] = compound_file.write(project.streams(_filled(vba, listed, ours)))
        parts[_BOOK_PART] = _book(parts[_BOOK_PART])
        parts[_SHEET_PART] = _sheet(parts[_SHEET_PART], list(wrappers.texts(listed)))
        if tooltips is not None:
            parts[_TOOLTIPS_PART] = tooltips.encode()
            relations = parts[_RELATIONS_PART].decode()
            closed = f"{_TOOLTIPS_RELATION}</Relationships>"
            parts[_RELATIONS_PART] = _once(relations, "</Relationships>", closed).encode()
    except (KeyError, ValueError, zipfile.BadZipFile) as strange:
        raise InputError(
            f"xlwings 的加载项模板与本版本不符（{strange}）：请升级 xl_fact 或改装 xlwings 0.33–0.37",
            f"xlwings' add-in template isn't the one we know ({strange}): upgrade xl_fact or install xlwings 0.33-0.37",
        ) from strange
    return _zipped(parts)


def _parts(source: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        return {item.filename: package.read(item) for item in package.infolist()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda part: (part != "[Content_Types].xml", part)):
            package.writestr(zipfile.ZipInfo(name, _SAME_TIME), parts[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _filled(vba: project.Project, functions: list[Function], version: str) -> project.Project:
    """The template's project under our name: xlwings' module adapted, ours beside it."""
    bridge = vba[_BRIDGE]
    source = wrappers.windows_lines(bridge.source)
    for old, new in _ADAPTED:
        source = _once(source, old, new)
    return (
        vba.without(_SAMPLE)
        .renamed(NAME)
        .with_modules(
            replace(bridge, source=source),
            project.Module(wrappers.FUNCTIONS_MODULE, wrappers.functions_module(functions, version)),
            project.Module(wrappers.WIZARD_MODULE, wrappers.wizard_module()),
        )
    )


def _book(part: bytes) -> bytes:
    """The workbook with its settings sheet renamed; the underscore keeps it inactive, as in the template."""
    return _once(part.decode(), f'name="_{_THEIR_NAME}.conf"', f'name="_{NAME}.conf"').encode()


def _sheet(part: bytes, texts: list[list[str]]) -> bytes:
    """The settings sheet with the formula wizard's texts from row 101 on."""
    rows = "".join(_row(_FIRST_TEXT_ROW + i, cells) for i, cells in enumerate(texts))
    width = max(map(len, texts), default=1)
    corner = f"{_column(width)}{_FIRST_TEXT_ROW - 1 + len(texts)}"
    sheet = re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="A1:{corner}"', part.decode())
    return _once(sheet, "</sheetData>", f"{rows}</sheetData>").encode()


def _row(number: int, cells: list[str]) -> str:
    written = "".join(
        f'<c r="{_column(at)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
        for at, text in enumerate(cells, start=1)
    )
    return f'<row r="{number}">{written}</row>'


def _column(number: int) -> str:
    """A column's letters.

    Examples
    --------
    >>> _column(1), _column(26), _column(27)
    ('A', 'Z', 'AA')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _once(text: str, old: str, new: str) -> str:
    """A text with what must stand in it exactly once replaced."""
    if text.count(old) != 1:
        raise ValueError(f"{old!r} stands in it {text.count(old)} times")
    return text.replace(old, new)


@dataclass(frozen=True)
class Contents:
    """What an add-in file says of itself.

    Attributes
    ----------
    version, xlwings : str
        Our version and that of xlwings at the time it was built; empty when it doesn't say.
    functions : tuple of str
        The names that can be typed in a cell.
    """

    version: str
    xlwings: str
    functions: tuple[str, ...]


def contents(addin: bytes) -> Contents:
    """What stands in an add-in file.

    Raises
    ------
    InputError
        When it isn't one.
    """
    try:
        vba = project.read(compound_file.read(_parts(addin)[_PROJECT_PART]))
        ours, bridge = vba[wrappers.FUNCTIONS_MODULE].source, vba[_BRIDGE].source
    except (KeyError, ValueError, zipfile.BadZipFile) as damaged:
        raise InputError(
            f"不是 xl_fact 加载项，或文件已损坏：{damaged}；请运行 xl-fact install",
            f"not an xl_fact add-in, or damaged: {damaged}; run xl-fact install",
        ) from damaged
    return Contents(
        _constant(ours, "XLF_VERSION"),
        _constant(bridge, "XLWINGS_VERSION"),
        tuple(re.findall(r"^Public Function (\w+)\(", ours, re.MULTILINE)),
    )


def _constant(source: str, name: str) -> str:
    found = re.search(rf'Const {name} As String = "([^"]*)"', source)
    return found[1] if found else ""
