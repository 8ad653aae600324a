"""A format is data: one TOML file says how an export looks and what its columns mean.

``docs`` of the file itself::

    key = "compass_transactions"          # what facts carry in their column `format`
    zh = "…"  en = "…"                    # its name
    platform = "douyin"                   # "douyin", "tiktok" or another word
    currency = "CNY"                      # unless a heading or a column says otherwise
    generic = true                        # a book that anybody keeps: of another platform where its name says so
    versions = ["51 columns", "61 columns"]

    [columns.daily.required]              # a set of columns: meaning = heading, or a list of synonyms
    date = "日期"
    gmv_paid = ["用户支付金额", "…"]
    [columns.daily.optional]
    cost = { heading = ["投放消耗"], scale = 0.01 }                    # the export counts in cents
    gmv_led = { heading = ["引流一", "引流二"], sum = true }            # all of these, added
    gmv_settled = { heading = "动账金额", sign = -1 }                  # whatever its sign there, negative here
    watch_minutes = { heading = "人均观看时长", times = "观看人数" }     # a mean, weighted
    commission = { heading = "佣金", cost = true }                      # positive, whichever sign it has there
    date = { heading = "支付完成时间", else = "订单提交时间" }            # the other where the first is blank
    content_id = { heading = "链接", find = "/video/([0-9]+)" }          # the part of a text that counts
    until = { heading = "活动时间", dates = "end" }                     # the end of a span, not its start
    [columns.daily.ratios]                # not taken, but computed again from what was read and compared
    "客单价" = "gmv_paid / buyers"
    "GPM" = { is = "gmv_paid / plays * 1000", also = ["千次播放成交额"] }       # other headings of the same
    "点击率" = "clicks / impressions %"                                  # may stand there as 0.05, 5% or 5
    "占比" = { is = "gmv_direct / gmv_paid", unless = { column = "载体类型", is = ["商品卡"] } }
    "发货率" = { zh = "…", en = "…" }                                    # why it can't be computed again
    [columns.daily.sums]                  # a measure that is a sum of others in every row
    gmv_platform = "gmv_paid + coupons - '退款后智能优惠券金额'"            # in quotes: a column that is not taken
    [columns.daily.ignored]               # known and not taken, by the reason
    unused = ["头像"]

    [[sheets]]
    names = ["自营成交"]                   # words in the sheet's name; [] = any sheet
    columns = ["daily", "other_format.daily"]  # sets of this file or of another; the first that has a column counts
    role = "sales"
    constant = { owner = "自营" }
    values.carrier = { "视频" = "短视频" } # words of the export → our words
    aside = [{ column = "投放时段", keep = ["不限"], zh = "…", en = "…" }]   # rows not taken, and why
    roles = [{ column = "载体类型", is = ["全部"], role = "control" }]        # rows of another role
    cases = [{ column = "人群类型", is = ["首购"], columns = { gmv_first = "用户支付金额" } }]
    parts = [{ constant = { carrier = "直播" }, columns = { gmv_platform = "直播成交" } }]  # more facts of one row
    parts = [{ rest = true, columns = { gmv_platform = "成交金额" } }]   # what the other parts leave of it
    stem.owner = { "合作" = "合作" }       # words of the file's name → our words
    stem.content_id = '素材明细_([0-9]+)'    # or what a pattern finds in it
    whole = ["content_id"]               # a row dated 全部 sums the days of one content: counts where no day is told
    paid = { column = "订单状态", is = ["已完成"], open = ["已关闭"], time = "支付完成时间" }   # see `Paid`
    replaces = ["date"]                   # what a newer export of the same period replaces
    key = ["date", "carrier", "人群类型"]   # tells a row from all others of its file; by default `replaces`, where
                                          # that is more than a period; [] = nothing does
    unique = false                        # two rows of one key may be right; only equal ones are the same row again
    words.carrier = ["直播", "短视频"]      # all the words a column may hold, of a dimension or a heading
    totals = [{ column = "载体类型", is = ["全部"], by = ["date"] }]           # rows that sum the others of their day
    yields_to = ["other_format"]          # formats that tell of the same and count instead
    nothing = { zh = "…", en = "…" }      # known, but holds nothing to import

    [[agree]]                             # sheets of two roles that tell of the same in another breakdown
    roles = ["accounts", "sales"]
    by = ["date", "owner"]
    measures = ["gmv_paid", "orders"]     # whose sums must be the same, group by group

    [[unused]]                            # sheets that are known and left out
    names = ["终端构成"]
    zh = "…"  en = "…"
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from xl_fact.errors import InputError
from xl_fact.exports.columns import DIMENSIONS, MEASURES, REASONS, ROLES
from xl_fact.exports.formats.formula import Formula, formula_of
from xl_fact.exports.formats.headings import normal
from xl_fact.toml_file import TomlFile

_FOLDER: Final = resources.files("xl_fact.exports") / "formats"
SHOP: Final = ("店铺名称", "店铺名", "店铺id", "Shop name", "Shop ID", "Shop code")
"""The headings under which any export may say whose shop a row is of; estimates of a market tell of other people's."""

CURRENCY: Final = ("货币", "币种", "Currency", "结算币种", "交易币种", "货币类型", "货币种类")
"""The headings under which any export may say in which currency the amounts of a row are."""

_OF_A_COLUMN: Final = ("heading", "scale", "dates", "sum", "times", "sign", "cost", "else", "find")


@dataclass(frozen=True)
class Column:
    """What one column means: a dimension or a measure, and the headings it goes by."""

    key: str
    headings: tuple[str, ...]
    required: bool = False
    scale: float = 1.0
    dates: str = ""
    sum: bool = False
    times: str = ""
    sign: int = 0
    cost: bool = False
    otherwise: str = ""
    find: str = ""
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(_name(heading) for heading in self.headings))


@dataclass(frozen=True)
class Condition:
    """A test of one column's text; `keep` lists what passes, otherwise `words` what is met."""

    column: str
    words: frozenset[str]
    negate: bool = False
    zh: str = ""
    en: str = ""
    role: str = ""
    take: tuple[Column, ...] = ()
    unless: Condition | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ratio:
    """A ratio that the platform gives (or a measure that is a sum): what it is made of, or why it can't be computed.

    `measure` is the key of a sum; a ratio has headings instead.
    """

    headings: tuple[str, ...]
    formula: Formula | None = None
    measure: str = ""
    why: tuple[str, str] = ("", "")
    unless: Condition | None = None
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(_name(heading) for heading in self.headings))


@dataclass(frozen=True)
class Part:
    """Facts that a row yields besides its own: some of its columns under other dimensions.

    `rest` is the measure that is left of the row's own when all other parts have taken theirs.
    """

    role: str
    constant: Mapping[str, str]
    take: tuple[Column, ...]
    rest: bool = False


@dataclass(frozen=True)
class Paid:
    """Which orders count, by the platform's own definition of its GMV.

    Where the export has the `time` of payment, an order that has one counts, and no other; where it hasn't, the
    status decides: `words` were paid; `open` may never have been, and count only where `refunded` is met. What
    `placed` tells of (cash on delivery) counts without payment. An order of a status in neither list never counts:
    it is listed.
    """

    column: str
    words: frozenset[str]
    open: frozenset[str]
    time: tuple[str, ...]
    placed: Condition | None
    refunded: Condition | None
    reason: tuple[str, str]


@dataclass(frozen=True, eq=False)
class Layout:
    """One sheet of a format: its columns, the role of its rows, which rows stay out."""

    format: str
    names: tuple[str, ...]
    role: str
    columns: tuple[Column, ...]
    constant: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    aside: tuple[Condition, ...]
    roles: tuple[Condition, ...]
    cases: tuple[Condition, ...]
    parts: tuple[Part, ...]
    stem: Mapping[str, Mapping[str, str] | str]
    whole: tuple[str, ...]
    paid: Paid | None
    replaces: tuple[str, ...]
    nothing: tuple[str, str] | None
    ignored: Mapping[str, str]
    ratios: tuple[Ratio, ...] = ()
    key: tuple[str, ...] = ()
    unique: bool = True
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    totals: tuple[Condition, ...] = ()
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        known = {name for column in self.columns for name in column.names} | set(self.ignored)
        known |= {name for part in self.parts for column in part.take for name in column.names}
        known |= {_name(heading) for heading in (*self.tested, *self.asked)}
        object.__setattr__(self, "known", frozenset(known))

    @property
    def all_roles(self) -> set[str]:
        """Every role its rows may have."""
        conditions = {condition.role for condition in self.roles if condition.role}
        return {self.role, *conditions, *(part.role for part in self.parts if part.role)}

    @property
    def tested(self) -> list[str]:
        """The headings that tell which rows count, and as what."""
        conditions = [*self.aside, *self.roles, *self.cases]
        conditions += [condition.unless for condition in conditions if condition.unless]
        told = [c.column for c in conditions] + ([self.paid.column] if self.paid else [])
        return told + [column.headings[0] for case in self.cases for column in case.take]

    @property
    def asked(self) -> list[str]:
        """Further headings that are looked at where they are there."""
        told = [heading for c in self.columns for heading in (c.times, c.otherwise) if heading]
        if self.paid is not None:
            told += [*self.paid.time, *(c.column for c in (self.paid.placed, self.paid.refunded) if c)]
        return told

    def missing(self, names: Iterable[str]) -> list[str]:
        """The headings that are required and not among `names`, as people write them."""
        have = set(names)
        absent = [c.headings[0] for c in self.columns if c.required and not have.intersection(c.names)]
        return absent + sorted({heading for heading in self.tested if _name(heading) not in have})

    def fits_name(self, sheet: str) -> bool:
        """Whether a sheet's (or a text file's) name is one of this layout's."""
        name = normal(sheet)
        return not self.names or any(normal(word) in name for word in self.names)


@dataclass(frozen=True)
class Unused:
    """Sheets that a format knows and leaves out."""

    names: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True)
class Agreement:
    """Sheets of two roles that tell of the same: in every group of `by`, the sums of `measures` must be equal."""

    roles: tuple[str, ...]
    by: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Format:
    """One export of one platform."""

    key: str
    zh: str
    en: str
    platform: str
    currency: str
    versions: tuple[str, ...]
    yields_to: tuple[str, ...]
    layouts: tuple[Layout, ...]
    unused: tuple[Unused, ...]
    source: str
    agree: tuple[Agreement, ...] = ()
    generic: bool = False


def _name(heading: str) -> str:
    """A heading of a format file in its normal form; ``#2`` at its end is kept."""
    base, mark, count = heading.rpartition("#")
    return f"{normal(base)}#{count}" if mark and count.isdigit() and int(count) > 1 else normal(heading)


class _File:
    """A format file being read."""

    def __init__(self, file: TomlFile):
        self.file, self.source, self.data = file, file.name, file.data

    def bad(self, zh: str, en: str) -> InputError:
        return InputError(f"{self.source}：{zh}", f"{self.source}: {en}")

    def known(self, table: Mapping[str, Any], where: str, allowed: Iterable[str]) -> None:
        self.file.check_keys(where, table, allowed)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str):
            raise self.bad(f"缺少“{key}”", f"'{key}' is missing")
        return value

    def columns(self, table: Mapping[str, Any], where: str, *, required: bool) -> list[Column]:
        self.known(table, where, [*DIMENSIONS, *MEASURES])
        columns = []
        for key, value in table.items():
            more = value if isinstance(value, dict) else {"heading": value}
            self.known(more, f"{where}.{key}", _OF_A_COLUMN)
            columns.append(
                Column(
                    key,
                    _texts(more["heading"]),
                    required,
                    float(more.get("scale", 1)),
                    more.get("dates", ""),
                    bool(more.get("sum", False)),
                    more.get("times", ""),
                    int(more.get("sign", 0)),
                    bool(more.get("cost", False)),
                    more.get("else", ""),
                    more.get("find", ""),
                )
            )
        return columns

    def paid(self, table: Mapping[str, Any], where: str) -> Paid:
        self.known(table, where, ("column", "is", "open", "time", "placed", "refunded", "zh", "en"))
        placed, refunded = (
            self.condition(table[key], f"{where}.{key}") if key in table else None
            for key in ("placed", "refunded")
        )
        words, unpaid = (frozenset(map(normal, _texts(table.get(key, [])))) for key in ("is", "open"))
        reason = (table.get("zh", "没有付款的订单"), table.get("en", "orders never paid"))
        return Paid(table["column"], words, unpaid, _texts(table.get("time", [])), placed, refunded, reason)

    def condition(self, table: Mapping[str, Any], where: str) -> Condition:
        self.known(table, where, ("column", "is", "keep", "zh", "en", "role", "columns", "unless", "by"))
        take = self.columns(table.get("columns", {}), where, required=True)
        words = _texts(table.get("keep", table.get("is", [])))
        return Condition(
            table["column"],
            frozenset(words),
            "keep" in table,
            table.get("zh", ""),
            table.get("en", ""),
            self.role(table["role"]) if "role" in table else "",
            tuple(take),
            self.condition(table["unless"], where) if "unless" in table else None,
            _texts(table.get("by", [])),
        )

    def part(self, table: Mapping[str, Any], where: str) -> Part:
        self.known(table, where, ("role", "constant", "columns", "rest"))
        self.known(table.get("constant", {}), where, DIMENSIONS)
        take = self.columns(table["columns"], where, required=False)
        return Part(
            self.role(table["role"]) if "role" in table else "",
            table.get("constant", {}),
            tuple(take),
            bool(table.get("rest", False)),
        )

    def shared(self, key: str) -> Mapping[str, Any]:
        """A set of columns: of this file, or of another of ours ("its_key.its_set")."""
        other, _, name = key.rpartition(".")
        data = tomllib.loads((_FOLDER / f"{other}.toml").read_text("utf-8")) if other else self.data
        table: Mapping[str, Any] = data["columns"][name]
        return table

    def role(self, role: str) -> str:
        self.known({role: 0}, "role", ROLES)
        return role

    def layout(self, table: Mapping[str, Any], n: int) -> Layout:
        where = f"sheets[{n}]"
        self.known(
            table,
            where,
            "names columns role constant values aside roles cases parts stem whole paid replaces nothing key unique "
            "words totals required optional ignored ratios sums".split(),
        )
        parts = ("required", "optional", "ignored", "ratios", "sums")
        groups: list[Mapping[str, Any]] = [{key: table[key] for key in parts if key in table}]
        groups += [self.shared(key) for key in _texts(table.get("columns", []))]
        columns: list[Column] = []
        ignored: dict[str, str] = {}
        ratios: list[Ratio] = []
        for group in groups:
            self.known(group, where, parts)
            ratios += self.ratios(group, where)
            for kind in ("required", "optional"):
                more = self.columns(group.get(kind, {}), f"{where}.{kind}", required=kind == "required")
                columns += [column for column in more if column.key not in {c.key for c in columns}]
            self.known(group.get("ignored", {}), f"{where}.ignored", REASONS)
            for reason, headings in group.get("ignored", {}).items():
                ignored = {_name(heading): reason for heading in _texts(headings)} | ignored
        ignored |= {name: "ratio" for ratio in ratios for name in ratio.names}
        if table["role"] != "market" and "shop" not in {column.key for column in columns}:
            columns.append(Column("shop", SHOP))
        if "currency" not in {column.key for column in columns}:
            names = tuple(heading for heading in CURRENCY if normal(heading) not in ignored)
            columns.append(Column("currency", names))
        self.known(table.get("constant", {}), f"{where}.constant", DIMENSIONS)
        self.known(table.get("values", {}), f"{where}.values", DIMENSIONS)
        return Layout(
            self.text("key"),
            _texts(table.get("names", [])),
            self.role(table["role"]),
            tuple(columns),
            table.get("constant", {}),
            {key: {normal(a): b for a, b in words.items()} for key, words in table.get("values", {}).items()},
            tuple(self.condition(t, f"{where}.aside") for t in table.get("aside", [])),
            tuple(self.condition(t, f"{where}.roles") for t in table.get("roles", [])),
            tuple(self.condition(t, f"{where}.cases") for t in table.get("cases", [])),
            tuple(self.part(t, f"{where}.parts") for t in table.get("parts", [])),
            table.get("stem", {}),
            tuple(table.get("whole", [])),
            self.paid(table["paid"], f"{where}.paid") if "paid" in table else None,
            tuple(table.get("replaces", ["date"])),
            (table["nothing"]["zh"], table["nothing"]["en"]) if "nothing" in table else None,
            ignored,
            tuple(ratios),
            self.key(table),
            bool(table.get("unique", True)),
            {key: frozenset(_texts(words)) for key, words in table.get("words", {}).items()},
            tuple(self.condition(t, f"{where}.totals") for t in table.get("totals", [])),
        )

    def agreement(self, table: Mapping[str, Any]) -> Agreement:
        """Two roles that tell of the same."""
        self.known(table, "agree", ("roles", "by", "measures"))
        self.known(dict.fromkeys(table["by"]), "agree.by", DIMENSIONS)
        self.known(dict.fromkeys(table["measures"]), "agree.measures", MEASURES)
        roles = tuple(self.role(role) for role in table["roles"])
        if len(roles) != 2:
            raise ValueError(f"agree.roles: {roles}")
        return Agreement(roles, tuple(table["by"]), tuple(table["measures"]))

    def key(self, table: Mapping[str, Any]) -> tuple[str, ...]:
        """What tells a row from the others of its file: `key`, else `replaces` where that is more than a period."""
        if "key" in table:
            return _texts(table["key"])
        replaces = _texts(table.get("replaces", ["date"]))
        return replaces if set(replaces) - {"date", "until"} else ()

    def ratios(self, group: Mapping[str, Any], where: str) -> list[Ratio]:
        """The ratios and sums of a set of columns."""
        found = []
        for heading, value in group.get("ratios", {}).items():
            more = value if isinstance(value, dict) else {"is": value}
            self.known(more, f"{where}.ratios.{heading}", ("is", "also", "zh", "en", "unless"))
            found.append(
                Ratio(
                    (heading, *_texts(more.get("also", []))),
                    self.formula(more["is"], where) if "is" in more else None,
                    why=(more["zh"], more["en"]) if "is" not in more else ("", ""),
                    unless=self.condition(more["unless"], where) if "unless" in more else None,
                )
            )
        self.known(group.get("sums", {}), f"{where}.sums", MEASURES)
        for key, text in group.get("sums", {}).items():
            found.append(Ratio((), self.formula(text, where), key))
        return found

    def formula(self, text: str, where: str) -> Formula:
        """A formula; its measures must be known."""
        formula = formula_of(text)
        self.known({term.key: 0 for term in formula.terms if term.key}, f"{where}: {text}", MEASURES)
        return formula


def _texts(value: str | list[str]) -> tuple[str, ...]:
    """One text or a list of texts."""
    return (value,) if isinstance(value, str) else tuple(value)


def of_toml(text: str, source: str) -> Format:
    """A format from the text of its file.

    Parameters
    ----------
    text : str
        TOML, as the head of this module shows it.
    source : str
        The file's name, for error lines.

    Returns
    -------
    Format

    Raises
    ------
    InputError
        A key is unknown or missing.
    """
    return _format(TomlFile(source, text))


def _format(toml: TomlFile) -> Format:
    file = _File(toml)
    file.known(
        file.data,
        "",
        "key zh en platform currency generic versions yields_to columns sheets unused agree".split(),
    )
    try:
        return Format(
            file.text("key"),
            file.text("zh"),
            file.text("en"),
            file.text("platform"),
            file.text("currency", ""),
            tuple(file.data.get("versions", [])),
            tuple(file.data.get("yields_to", [])),
            tuple(file.layout(table, n) for n, table in enumerate(file.data.get("sheets", []), 1)),
            tuple(Unused(_texts(t["names"]), t["zh"], t["en"]) for t in file.data.get("unused", [])),
            toml.name,
            tuple(file.agreement(t) for t in file.data.get("agree", [])),
            bool(file.data.get("generic", False)),
        )
    except (KeyError, TypeError, AttributeError, ValueError, FileNotFoundError) as error:
        raise file.bad(f"写法不对：{error}", f"not as a format should be: {error}") from error


@lru_cache(maxsize=1)
def shipped() -> tuple[Format, ...]:
    """The formats that come with the package."""
    files = sorted((file for file in _FOLDER.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(of_toml(file.read_text("utf-8"), file.name) for file in files)


def users_folder() -> Path:
    """The folder of the user's own formats, whether it is there or not.

    ``XL_FACT_FORMATS`` names it; otherwise it is where the system keeps the data of programs.
    """
    if named := os.environ.get("XL_FACT_FORMATS"):
        return Path(named)
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "xl-fact" / "formats"


def formats(formats_dir: Path | None = None) -> tuple[Format, ...]:
    """Every format: the user's own first, which replace ours of the same key.

    Parameters
    ----------
    formats_dir : Path, optional
        A folder of TOML files, instead of the user's own.

    Returns
    -------
    tuple of Format
    """
    folder = users_folder() if formats_dir is None else Path(formats_dir)
    if not folder.is_dir():
        if formats_dir is None:
            return shipped()
        raise InputError(f"{folder}：没有这个格式文件夹", f"{folder}: no such folder of formats")
    theirs = [_format(TomlFile.read(file)) for file in sorted(folder.glob("*.toml"))]
    keys = {format.key for format in theirs}
    return (*theirs, *(format for format in shipped() if format.key not in keys))
