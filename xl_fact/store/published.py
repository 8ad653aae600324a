"""The months of a folder of facts: what they hold, which were published, and what has changed since."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from xl_fact.errors import InputError
from xl_fact.exports.columns import MEASURES, labels
from xl_fact.exports.tables.digest import sha256_of
from xl_fact.store import audit, parts
from xl_fact.store.audit import parts_of
from xl_fact.store.folder import SOURCES, Shelf, brand_of, replace_json
from xl_fact.store.parts import BARE
from xl_fact.words import Lang, Words, say

SHOWN: Final = ("gmv_paid", "gmv_platform", "gmv_settled", "refund_paid", "cost", "commission", "orders")
"""The totals that a list of months shows."""
_SPANS: Final = 3
"""So many sums of days of two months are named."""


@dataclass(frozen=True)
class Change:
    """A month's total that an import has changed."""

    month: str
    measure: str
    before: float
    after: float

    def line(self, lang: Lang) -> str:
        """In words: what it was, what it is."""
        name = labelled([self.measure], lang)[0]
        return f"{self.month} {name}: {figure(self.before)} → {figure(self.after)}"


@dataclass(frozen=True)
class MonthOfFacts:
    """A brand's month in the store.

    Attributes
    ----------
    totals : mapping
        Measure → total from its source of truth.
    published : bool
        Whether the month was marked as published.
    changed : tuple of Change
        What is no longer as it was published.
    altered : bool
        Whether any fact has changed since, even when no total has.
    shops : mapping
        Shop → its totals, where there are several.
    windows : sequence of (date, date)
        The sums of days of more than one month that lie under it.
    """

    brand: str
    month: str
    files: int
    rows: int
    totals: Mapping[str, float]
    published: bool
    changed: tuple[Change, ...]
    altered: bool
    shops: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    windows: Sequence[tuple[datetime.date, datetime.date]] = ()

    def lines(self, lang: Lang = "zh") -> list[str]:
        """One line, and one for each total that changed after publication."""
        state = ""
        if self.published and self.altered:
            state = say(lang, "已发布，之后有改动", "published, changed since")
        elif self.published:
            state = say(lang, "已发布", "published")
        figures = _figures(self.totals, lang)
        counts = say(
            lang, f"{self.files} 个文件，{self.rows:,} 行", f"{self.files} files, {self.rows:,} rows"
        )
        parts = [f"{self.brand}  {self.month}", counts, *figures, state]
        nobody = say(lang, "（没有写店铺）", "(shop not said)")
        shops = ["  ".join([f"    {shop or nobody}", *_figures(t, lang)]) for shop, t in self.shops.items()]
        changed = [f"    {change.line(lang)}" for change in self.changed]
        spans = say(lang, "、", ", ").join(f"{a:%m-%d}–{b:%m-%d}" for a, b in self.windows[:_SPANS])
        more = say(lang, " 等", " and others") if len(self.windows) > _SPANS else ""
        across = say(
            lang,
            f"    其中有跨月的合计（{spans}{more}），拆不到月：整段记在第一天的月下，月报不算进来",
            f"    holds sums of days of two months ({spans}{more}), which can't be split: all of each is under the month of its "
            "first day, and no monthly report counts it",
        )
        return ["  ".join(filter(None, parts)), *shops, *([across] if spans else []), *changed]


@dataclass(frozen=True)
class FactsList:
    """What a folder of facts holds.

    Attributes
    ----------
    failed : tuple of Words
        The brands whose parts are not those that their books name, or can't be read: of each what is wrong. They have
        no months here.
    """

    folder: Path
    months: tuple[MonthOfFacts, ...]
    failed: tuple[Words, ...] = ()

    def lines(self, lang: Lang = "zh") -> list[str]:
        """One line for each brand and month, and what is wrong with brands that have none."""
        return [line for month in self.months for line in month.lines(lang)] + [
            one.text(lang) for one in self.failed
        ]


@dataclass(frozen=True)
class Published:
    """Months that were marked as published."""

    months: tuple[MonthOfFacts, ...]

    def lines(self, lang: Lang = "zh") -> list[str]:
        """One line for each."""
        return [
            say(lang, "已标记为发布：", "marked as published: ") + month.lines(lang)[0]
            for month in self.months
        ]


def changes_of(month: str, before: Mapping[str, float], after: Mapping[str, float]) -> list[Change]:
    """The totals that differ by more than the noise of adding in another order."""
    nan = float("nan")
    found = []
    for measure in dict.fromkeys([*MEASURES, *before, *after]):
        old, new = before.get(measure, nan), after.get(measure, nan)
        if (old == old) != (new == new) or abs(new - old) > 1e-9 * max(1.0, abs(old), abs(new)):
            found.append(Change(month, measure, old, new))
    return found


def labelled(totals: Iterable[str], lang: Lang) -> list[str]:
    """The names of totals, those of one currency among several with its code."""
    parted = [key.partition(":") for key in totals]
    names = labels([key for key, _, _ in parted], lang)
    bare = say(lang, "（没写币种）", " (no currency said)")
    codes = [bare if code == BARE else f" {code}" if code else "" for _, _, code in parted]
    return [name + code for name, code in zip(names, codes, strict=True)]


def _figures(totals: Mapping[str, float], lang: Lang) -> list[str]:
    """Totals by name."""
    return [f"{name} {figure(v)}" for name, v in zip(labelled(totals, lang), totals.values(), strict=True)]


def figure(value: float) -> str:
    """A total for people."""
    if value != value:
        return "—"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def publication_of(shelf: Shelf, month: str) -> dict[str, Any] | None:
    """What a month was published with."""
    path = shelf.published / f"{month}.json"
    if not path.is_file():
        return None
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def brands_of(folder: Path) -> list[str]:
    """The brands of a folder of facts: those that have books, and those that have lost them and have facts."""
    places = [path for top in (folder / SOURCES, folder) for path in top.glob("brand=*") if path.is_dir()]
    return [brand_of(name) for name in sorted({path.name for path in places})]


def shelves_of(folder: Path, brand: str | None = None) -> list[Shelf]:
    """The brands of a folder, each with its interrupted change finished."""
    if brand is None:
        shelves = [Shelf(folder, name) for name in brands_of(folder)]
    else:
        wanted = Shelf(folder, brand)
        shelves = [wanted] if wanted.sources.is_dir() or wanted.parts.is_dir() else []
    if not shelves:
        there = "、".join(brands_of(folder))
        raise InputError(
            f"{folder}："
            + (f"没有品牌“{brand}”，有的是：{there}" if there else "里面没有事实表；先运行 xl-fact import"),
            f"{folder}: "
            + (
                f"no brand '{brand}'; there are: {there}"
                if there
                else "no facts in there; run xl-fact import first"
            ),
        )
    for shelf in shelves:
        if shelf.interrupted:
            with shelf.held():
                pass
    return shelves


def shelf_of(folder: Path, brand: str | None = None) -> Shelf:
    """The brand named, or the only one there is."""
    shelves = shelves_of(folder, brand)
    if len(shelves) > 1:
        names = "、".join(shelf.brand for shelf in shelves)
        raise InputError(
            f"{folder}：有多个品牌（{names}），请用 --brand 选一个",
            f"{folder}: several brands ({names}); choose one with --brand",
        )
    return shelves[0]


def months_of(folder: Path, brand: str | None = None) -> tuple[str, ...]:
    """The months that a brand has facts of, oldest first; of the only brand where none is named.

    Raises
    ------
    InputError
        There are no facts of the brand, or several brands and none was named.
    """
    return tuple(dict.fromkeys(month for month, _ in parts_of(shelf_of(folder, brand))))


def list_facts(
    folder: str | os.PathLike[str], *, brand: str | None = None, month: str | None = None
) -> FactsList:
    """What a folder of facts holds: brands, months, files, rows, totals, and what is published.

    Parameters
    ----------
    folder : path
        The folder of facts.
    brand : str, optional
        One brand only.
    month : str, optional
        One month only, "2026-06".

    Returns
    -------
    FactsList

    Raises
    ------
    InputError
        There are no facts, or not of that brand; or of no brand are the facts those that its books name.
    """
    shelves = shelves_of(Path(folder), brand)
    sound = _sound(shelves, month)
    try:
        return _listed(Path(folder), *sound, month)
    except InputError:  # a part is whole at its end, and not before
        return _listed(Path(folder), *_sound(shelves, month, through=True), month)


def _listed(
    folder: Path, shelves: Sequence[Shelf], failed: tuple[Words, ...], month: str | None
) -> FactsList:
    """What brands hold."""
    found = [(shelf, month_, path) for shelf in shelves for month_, path in parts_of(shelf, month)]
    publications = {
        (shelf.brand, month_): publication
        for shelf in shelves
        for month_ in dict.fromkeys(m for s, m, _ in found if s is shelf)
        if (publication := publication_of(shelf, month_))
    }
    measures = parts.ADDITIVE if publications else SHOWN
    each = [(shelf.brand, month_, path) for shelf, month_, path in found]
    totals, shops, windows = parts.totals(each, measures), parts.of_shops(each, SHOWN), parts.windows(each)
    months = []
    for shelf in shelves:
        of_brand = [(month_, path) for s, month_, path in found if s is shelf]
        for month_ in dict.fromkeys(month_ for month_, _ in of_brand):
            paths = [path for m, path in of_brand if m == month_]
            every = totals.get((shelf.brand, month_), {})
            publication = publications.get((shelf.brand, month_))
            changed = () if publication is None else tuple(changes_of(month_, publication["totals"], every))
            months.append(
                MonthOfFacts(
                    shelf.brand,
                    month_,
                    len(paths),
                    sum(parts.rows_of(path) for path in paths),
                    {key: every[key] for m in SHOWN for key in every if key.partition(":")[0] == m},
                    publication is not None,
                    changed,
                    publication is not None and publication["parts"] != _hashes(paths),
                    shops.get((shelf.brand, month_), {}),
                    windows.get((shelf.brand, month_), ()),
                )
            )
    return FactsList(folder, tuple(months), failed)


def _sound(
    shelves: Sequence[Shelf], month: str | None, *, through: bool = False
) -> tuple[list[Shelf], tuple[Words, ...]]:
    """The brands whose facts can be summed, and what is wrong with the others; an error where that is all of them."""
    sound: list[Shelf] = []
    failed: list[Words] = []
    for shelf in shelves:
        try:
            if wrong := audit.faults_of(shelf, [month] if month else None):
                raise audit.refused(shelf, wrong)
            for _, path in parts_of(shelf, month) if through else ():
                parts.read_through(path)
            sound.append(shelf)
        except InputError as error:
            failed.append(Words(error.zh, error.en))
    if failed and not sound:
        raise InputError("\n".join(one.zh for one in failed), "\n".join(one.en for one in failed))
    return sound, tuple(failed)


def _hashes(paths: Iterable[Path]) -> dict[str, str]:
    """The parts of a month and their content."""
    return {path.stem: sha256_of(path) for path in sorted(paths)}


def freeze(folder: str | os.PathLike[str], month: str, brand: str | None = None) -> Published:
    """Mark a month as published: what changes in it from now on is reported.

    Parameters
    ----------
    folder : path
        The folder of facts.
    month : str
        "2026-06".
    brand : str, optional
        One brand only; otherwise every brand that has the month.

    Returns
    -------
    Published

    Raises
    ------
    InputError
        There are no facts of the month, or they are not those that the books name.
    """
    done: list[MonthOfFacts] = []
    for shelf in shelves_of(Path(folder), brand):
        with shelf.held():
            if wrong := audit.faults_of(shelf, [month]):
                raise audit.refused(shelf, wrong)
            paths = [path for _, path in parts_of(shelf, month)]
            if not paths:
                continue
            totals = parts.totals((shelf.brand, month, path) for path in paths)
            content = {
                "brand": shelf.brand,
                "month": month,
                "rows": sum(parts.rows_of(path) for path in paths),
                "parts": _hashes(paths),
                "totals": totals.get((shelf.brand, month), {}),
            }
            replace_json(shelf.published / f"{month}.json", content)
        done += list_facts(folder, brand=shelf.brand, month=month).months
    if not done:
        held = sorted({one.month for one in list_facts(folder, brand=brand).months})
        raise InputError(
            f"{folder}：没有 {month} 的事实，不能标记为发布；有：{'、'.join(held) or '无'}",
            f"{folder}: no facts of {month} to mark as published; it holds: {', '.join(held) or 'nothing'}",
        )
    return Published(tuple(done))
