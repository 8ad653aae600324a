"""Whether a template keeps the contract: every problem at once, each with sheet and cell."""

from __future__ import annotations

import difflib
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xl_fact.errors import InputError, reason_of
from xl_fact.report.contract import Offer, OfferedTable, full_offer, offer_of
from xl_fact.report.model import Report
from xl_fact.report.same_heading import general, plain
from xl_fact.words import Lang, say
from xl_fact.workbook.attachments import merged_in
from xl_fact.workbook.calculation.formulas import formulas_of, reach
from xl_fact.workbook.open_workbook import OpenWorkbook
from xl_fact.workbook.package import TYPES, Package
from xl_fact.workbook.plan import MOVE_BELOW, PREFIX, DefinedName, Plan, TablePlace, Unresolved
from xl_fact.workbook.references import LAST_ROW, address_of, cell_at, parted
from xl_fact.workbook.room import Room
from xl_fact.workbook.row import has_formula
from xl_fact.workbook.sheet import words_of
from xl_fact.workbook.xml import Element, Malformed, attributes, child, each, own_text, text_of

SUFFIXES: Final = (".xlsx", ".xlsm", ".xltx", ".xltm")
_UNSOUND: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    StopIteration,
    ValueError,
)
"""What a file that is no sound workbook may raise while it is opened."""
_LARGEST: Final = 512 << 20
"""No part of a template inflates to more."""
_EDITED: Final = (
    "sharedStrings styles drawing chart chartEx chartUserShapes comments threadedComment vmlDrawing ctrlProp "
    "pivotTable pivotCacheDefinition".split()
)
"""The kinds of parts that filling may change, besides sheets and tables."""
_FORMULAS: Final = ("formula", "formula1", "formula2", "f")
_NAME: Final = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_INSIDE: Final = re.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that keeps a template from being filled.

    Attributes
    ----------
    where : str
        Sheet and cell, ``概览!B5``; a name or a part where there is no cell.
    zh, en : str
        What is wrong and what to do, without the place.
    """

    where: str
    zh: str
    en: str

    def text(self, lang: Lang = "zh") -> str:
        """The line in one language, the place first."""
        return say(lang, f"{self.where}：{self.zh}", f"{self.where}: {self.en}")


def check_template(path: str | os.PathLike[str], offer: Report | Offer | None = None) -> list[Problem]:
    """Every problem of a template, in the order of its sheets.

    Parameters
    ----------
    path : path
        An .xlsx or .xlsm workbook, or an .xltx or .xltm template.
    offer : Report or Offer, optional
        What would be filled in; all that any report may offer otherwise.

    Returns
    -------
    list of Problem
        Empty when the template can be filled.
    """
    path = Path(path)
    package, problem = opened(path)
    if package is None:
        return [problem] if problem else []
    return problems_of(package, offer)


def opened(path: Path) -> tuple[Package | None, Problem | None]:
    """The package of a template; or why it isn't one."""
    name = path.name
    if path.suffix.lower() not in SUFFIXES:
        return None, Problem(
            name,
            f"模板应是 {'、'.join(SUFFIXES)} 之一；请在 Excel 里另存为 .xlsx",
            f"a template is one of {', '.join(SUFFIXES)}; save it as .xlsx",
        )
    try:
        data = path.read_bytes()
    except OSError as wrong:
        zh, en = reason_of(wrong)
        return None, Problem(name, f"打不开：{zh}", f"cannot be opened: {en}")
    if data[:4] == b"\xd0\xcf\x11\xe0":
        return None, Problem(
            name,
            "文件加了密码或是旧版 .xls；请去掉密码另存为 .xlsx",
            "it has a password, or is an old .xls; save it without, as .xlsx",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            large = [i.filename for i in archive.infolist() if i.file_size > _LARGEST]
            damaged = None if large else archive.testzip()
        if large:
            return None, Problem(
                name,
                f"部件 {large[0]} 解压后太大，拒绝读取",
                f"its part {large[0]} inflates to too much; refused",
            )
        if damaged:
            return None, Problem(
                name, f"部件 {damaged} 已损坏；请重新保存", f"its part {damaged} is damaged; save it again"
            )
        package = Package(data)
        Plan.of(package)
    except _UNSOUND:
        return None, Problem(
            name, "不是完好的 Excel 文件；请重新保存", "not a sound Excel workbook; save it again"
        )
    return package, None


def problems_of(package: Package, offer: Report | Offer | None = None) -> list[Problem]:
    """Every problem of an open template."""
    if isinstance(offer, Report):
        offer = offer_of(offer)
    try:
        found = _Check(package, offer if offer is not None else full_offer())
        problems = list(found.all())
        if offer is not None and found.unknown - {MOVE_BELOW}:
            found = _Check(package, offer, full_offer())
            problems = list(found.all())
    except Malformed as part:
        return [unsound(str(part))]
    order = {name: n for n, name in enumerate(found.plan.sheets)}
    return sorted(
        dict.fromkeys(problems),
        key=lambda p: (order.get(p.where.rpartition("!")[0].strip("'"), -1), _place(p.where)),
    )


def unsound(part: str) -> Problem:
    """A part of a template that can't be read."""
    return Problem(
        part,
        "这个部件的 XML 不合规，Excel 也要修复；请用 Excel 打开并重新保存",
        "the XML of this part is not sound, Excel would repair it as well; open it in Excel and save it again",
    )


def demanded(problems: list[Problem], name: str) -> InputError:
    """The error that holds all problems of a template."""
    lines = [p.text("zh") for p in problems], [p.text("en") for p in problems]
    return InputError(
        f"模板 {name} 有 {len(problems)} 处问题，没有写任何文件：\n" + "\n".join(lines[0]),
        f"template {name} has {len(problems)} problems, nothing was written:\n" + "\n".join(lines[1]),
    )


class _Check:
    """One template being looked over."""

    def __init__(self, package: Package, offer: Offer, everything: Offer | None = None):
        self.package, self.offer = package, offer
        self.everything = everything or offer
        self.plan = Plan.of(package)
        self.book = OpenWorkbook(package, self.plan)
        self.unknown: set[str] = set()
        self.filled = 0
        for part in (TYPES, *package.of_kind(*_EDITED)):
            package.root(part)

    def all(self) -> Iterator[Problem]:
        """Every problem."""
        for one in self.plan.names:
            if one.ours:
                yield from self._name(one)
        for place in self.plan.tables.values():
            if place.ours:
                yield from self._table(place)
        yield from self._room()
        yield from self._texts()
        yield from self._formulas()
        if not self.filled:
            yield Problem(
                "—",
                f"里面没有任何可填的名称（{PREFIX}…）、超级表或 {{{{ }}}}；"
                "名称一览：docs/templates.md，或从 xl-fact template new 开始",
                f"it has no name ({PREFIX}…), table or {{{{ }}}} to fill; see docs/templates.en.md, or begin with: "
                "xl-fact template new",
            )

    # ---------------------------------------------------------------- names
    def _name(self, one: DefinedName) -> Iterator[Problem]:
        name, target = one.name, one.text
        key = name.casefold().removeprefix(PREFIX)
        places = self.plan.figures.get(name.casefold(), ())
        where = (
            f"{places[0].sheet}!{address_of(places[0].row, places[0].column)}"
            if places
            else f"{name} ={target}"
        )
        if "#REF!" in target:
            yield Problem(
                where,
                f"名称 {name} 指向的单元格已被删除（#REF!）",
                f"name {name} points to a cell that is gone (#REF!)",
            )
            return
        if key in self.everything.tables:
            yield Problem(
                where,
                f"{name} 是一张列表，要用超级表（选中区域按 Ctrl+T，再把表名改成 {name}），不能只是名称",
                f"{name} is a list and has to be an Excel table (select it, Ctrl+T, name it {name}), not just a name",
            )
            return
        if key not in self.everything.figures:
            yield self._unknown(where, name)
            return
        if not places:
            yield Problem(
                where,
                f"名称 {name} 应指向本工作簿的一个单元格，现在是 ={target}",
                f"name {name} has to point to one cell of this workbook; it is ={target}",
            )
            return
        self.filled += len(places)
        for place in places:
            for table in self.plan.tables.values():
                if table.sheet == place.sheet and table.area.meets(place.cell) and table.ours:
                    yield Problem(
                        f"{place.sheet}!{address_of(place.row, place.column)}",
                        f"名称 {name} 落在表 {table.name} 里，会互相覆盖；请移到表外",
                        f"name {name} stands inside table {table.name}, they would overwrite each other; move it out",
                    )

    def _unknown(self, where: str, name: str) -> Problem:
        self.unknown.add(name.casefold())
        near = _near(name, self.everything.names)
        return Problem(
            where,
            f"没有 {name} 这个名称" + (f"；是不是 {near}？" if near else "；名称一览见 docs/templates.md"),
            f"there is no name {name}"
            + (f"; did you mean {near}?" if near else "; see docs/templates.en.md"),
        )

    # ---------------------------------------------------------------- tables
    def _table(self, place: TablePlace) -> Iterator[Problem]:
        key = place.name.casefold().removeprefix(PREFIX)
        where = f"{place.sheet}!{address_of(place.area.top, place.area.left)}"
        if key not in self.everything.tables:
            near = _near(place.name, self.everything.names)
            self.unknown.add(place.name.casefold())
            yield Problem(
                where,
                f"没有 {place.name} 这张表"
                + (f"；是不是 {near}？" if near else "；名称一览见 docs/templates.md"),
                f"there is no table {place.name}"
                + (f"; did you mean {near}?" if near else "; see docs/templates.en.md"),
            )
            return
        self.filled += 1
        offered = [o.tables[key] for o in (self.offer, self.everything) if key in o.tables]
        yield from self._columns(place, offered)
        for merged in merged_in(self.book.sheet(place.sheet)):
            if merged.meets(place.area):
                yield Problem(
                    f"{place.sheet}!{merged}",
                    f"合并单元格在表 {place.name} 里；请取消合并",
                    f"merged cells inside table {place.name}; unmerge them",
                )
        for cell in formulas_of(place.sheet, self.book.sheet(place.sheet)):
            if (
                cell.spill is not None
                and cell.spill.meets(place.body)
                and (cell.spill.top != cell.spill.bottom or cell.spill.left != cell.spill.right)
            ):
                yield Problem(
                    cell.address,
                    f"数组公式 {cell.spill} 伸进表 {place.name}；请改成逐行公式",
                    f"the array formula {cell.spill} reaches into table {place.name}; use one formula a row",
                )

    def _columns(self, place: TablePlace, offered: list[OfferedTable]) -> Iterator[Problem]:
        seen: dict[str, str] = {}
        sheet = self.book.sheet(place.sheet)
        known = [column for table in offered for column in table.columns]
        for offset, heading in enumerate(place.headings):
            at = place.area.left + offset
            where = f"{place.sheet}!{address_of(place.area.top, at)}"
            shown = heading.replace("_x000a_", " ")
            match = next((c for c in known if c.known(heading)), None)
            if match is not None:
                exact = plain(heading) in map(plain, (*match.heading, match.key))
                if match.key in seen and exact:
                    yield Problem(
                        where,
                        f"表 {place.name} 有两列都是“{shown}”；请删去一列",
                        f"table {place.name} has two columns '{shown}'; delete one",
                    )
                seen[match.key] = heading
                continue
            body = range(place.body.top, place.body.bottom + 1)
            theirs = next((n for n in body if has_formula(sheet.cell(n, at))), None)
            if theirs is not None:
                yield from self._own_formula(place, theirs, at)
                continue
            self.unknown.add(f"{place.name}[{heading}]".casefold())
            near = _near(shown, [word for c in known for word in c.heading])
            yield Problem(
                where,
                f"表 {place.name} 的列“{shown}”不在报告里，也没有公式"
                + (f"；是不是“{near}”？" if near else "；自加的列要有公式，否则请移到表外"),
                f"column '{shown}' of table {place.name} is not in the report and holds no formula"
                + (
                    f"; did you mean '{near}'?"
                    if near
                    else "; a column of your own needs a formula, or stands outside"
                ),
            )
        if not seen:
            first = "、".join(c.heading.zh for c in offered[0].columns[:4])
            yield Problem(
                f"{place.sheet}!{address_of(place.area.top, place.area.left)}",
                f"表 {place.name} 没有一列认得；可用的表头如 {first}",
                f"no column of table {place.name} is known; headings are e.g. "
                + ", ".join(c.heading.en for c in offered[0].columns[:4]),
            )

    def _own_formula(self, place: TablePlace, row: int, column: int) -> Iterator[Problem]:
        """Whether the formula of a column of one's own can be filled into every row."""
        from openpyxl.formula.translate import Translator, TranslatorError

        sheet = self.book.sheet(place.sheet)
        text = next((c.text for c in formulas_of(place.sheet, sheet) if c.at == (row, column)), "")
        first = address_of(place.body.top, column)
        try:
            filled = text and Translator("=" + text, origin=address_of(row, column)).translate_formula(first)
        except TranslatorError:
            filled = ""
        if not filled:
            yield Problem(
                f"{place.sheet}!{address_of(row, column)}",
                f"这个公式填不到表 {place.name} 的每一行；请在第一行 {first} 写一个能向下填的公式",
                f"this formula cannot be filled into every row of table {place.name}; "
                f"write one into its first row, {first}, that can be filled down",
            )

    def _room(self) -> Iterator[Problem]:
        rows = {
            PREFIX + key: table.rows
            for key, table in self.offer.tables.items()
            if PREFIX + key in self.plan.tables
        }

        for collision in Room(self.plan, rows, self.book.standing, move=self.plan.moves).collisions:
            place = collision.where + "："
            yield Problem(
                collision.where,
                collision.zh.removeprefix(place),
                collision.en.removeprefix(f"{collision.where}: "),
            )

    # ---------------------------------------------------------------- texts
    def _texts(self) -> Iterator[Problem]:
        marked = {n: text for n, text in enumerate(self.book.shared) if "{{" in words_of(text)}
        for name in self.plan.sheets:
            if not self.book.has_words(name, marked):
                continue
            sheet = self.book.sheet(name)
            for row, column, cell in sheet.texts(marked):
                where = f"{name}!{address_of(row, column)}"
                formula = child(cell, "f")
                if formula is not None and "{{" in text_of(formula):
                    yield Problem(
                        where,
                        "公式里的 {{ }} 不会被填；请改用名称，如 =xf_gmv",
                        "{{ }} inside a formula is not filled; use a name such as =xf_gmv",
                    )
                elif formula is None:
                    held = (
                        marked[int(text_of(child(cell, "v")))]
                        if cell.get("t") == "s"
                        else child(cell, "is", "v")
                    )
                    yield from self._words(where, words_of(held), _pieces(held))
            for element in sheet.outside:
                for one in element.iter("*"):
                    for text in (own_text(one), *attributes(one).values()):
                        yield from self._words(name, text, [text])
        for part in self.package.of_kind("drawing", "chart", "chartEx", "chartUserShapes"):
            if self.package.may_hold(part, b"{{"):
                for paragraph in each(self.package.root(part), "p"):
                    words = "".join(map(text_of, each(paragraph, "t")))
                    yield from self._words(part.rpartition("/")[2], words, _pieces(paragraph))

    def _words(self, where: str, whole: str, pieces: list[str]) -> Iterator[Problem]:
        """What is wrong with the names in a text that stands in some pieces."""
        written = [name for piece in pieces for name in _NAME.findall(piece)]
        for inside in _INSIDE.findall(whole):
            name = inside.strip()
            if name in self.everything.texts:
                self.filled += 1
                if name not in written:
                    yield Problem(
                        where,
                        f"{{{{ {name} }}}} 里的字有不同格式，被拆开了；请选中整段重新输入，用同一种格式",
                        f"{{{{ {name} }}}} has mixed formatting inside the braces; type it again in one format",
                    )
                continue
            self.unknown.add(name)
            near = _near(name, self.everything.texts)
            yield Problem(
                where,
                f"没有 {{{{ {name} }}}} 这段文字"
                + (f"；是不是 {{{{ {near} }}}}？" if near else "；一览见 docs/templates.md"),
                f"there is no {{{{ {name} }}}}"
                + (f"; did you mean {{{{ {near} }}}}?" if near else "; see docs/templates.en.md"),
            )
        rest = _INSIDE.sub("", whole)
        if "{{" in rest:
            shown = rest[rest.index("{{") :][:20]
            yield Problem(where, f"“{shown}”没有用 }}}} 收尾", f"'{shown}' is not closed with }}}}")

    # ---------------------------------------------------------------- formulas
    def _formulas(self) -> Iterator[Problem]:
        for name in self.plan.sheets:
            if not self.book.has_formulas(name):
                continue
            sheet = self.book.sheet(name)
            for cell in formulas_of(name, sheet):
                yield from self._formula(cell.address, cell.text, name, cell.row, cell.column)
            for text in (text_of(one) for element in sheet.outside for one in each(element, *_FORMULAS)):
                if "#REF!" in text:
                    yield Problem(
                        name,
                        f"条件格式、数据验证或迷你图的公式里有 #REF!：{text[:40]}",
                        f"#REF! in a conditional format, validation or sparkline: {text[:40]}",
                    )
        for part in self.package.of_kind("chart", "chartEx"):
            for source in each(self.package.root(part), "f"):
                yield from self._source(part.rpartition("/")[2], text_of(source))

    def _formula(self, where: str, text: str, sheet: str, row: int, column: int) -> Iterator[Problem]:
        shown = text if len(text) <= 60 else text[:57] + "…"
        try:
            reach(text, sheet, row, column, self.plan, lambda _: LAST_ROW)
        except Unresolved as missing:
            yield Problem(
                where,
                f"公式 ={shown} 指向不存在的 {missing}",
                f"the formula ={shown} refers to {missing}, which is not there",
            )
        except ValueError:
            yield Problem(where, f"公式 ={shown} 不完整", f"the formula ={shown} is broken")

    def _source(self, where: str, text: str) -> Iterator[Problem]:
        sheet = parted(text)[0] or ""
        missing = sheet and "[" not in sheet and "(" not in text and self.plan.sheet_called(sheet) is None
        if "#REF!" in text or missing:
            yield Problem(where, f"图表引用 {text} 不存在", f"the chart draws {text}, which is not there")


def _pieces(text: Element | None) -> list[str]:
    """The texts that stand in an element, each for itself."""
    return [] if text is None else list(map(own_text, text.iter("*")))


def _near(name: str, names: tuple[str, ...] | list[str]) -> str:
    """The nearest of some names, if one is near."""
    low = {general(n): n for n in names}
    found = difflib.get_close_matches(general(name), list(low), 1, 0.6)
    return low[found[0]] if found else ""


def _place(where: str) -> tuple[int, int]:
    found = re.search(r"!([A-Z]+\d+)", where)
    return cell_at(found[1]) if found else (0, 0)
