"""Whether two exports of one kind and period are of one shop: by what they say, else by their accounts, products, days.

An export rarely names its shop, and one of the same days usually corrects the other. It doesn't where what they tell
of cannot be the same shop's. The first of these that both tell of decides:

==================  ================================  ==============================================================
 what both tell      one shop                          two shops
==================  ================================  ==============================================================
own accounts        half of the fewer are in both     none is in both
products            half of the fewer are in both     none is in both
creators            half of the fewer are in both     none is in both
each day's money    half of the days are alike        of five days or more none is, and not all by one factor
==================  ================================  ==============================================================

One or two accounts, products or creators prove nothing, except that where the newer would replace whole days of the
older, two do, and one that sold on three of the same days; unless the money is alike, for then they were renamed. A
list that is only added to (sessions, works, products: the newer replaces none of the older's rows) is judged by three
or more. What decides nothing is a correction, as ever, and said to be one. Exports of ads, orders, fees and of a market
are never judged: a shop has several accounts of ads, and an order stands for itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np

from xl_fact.errors import InputError
from xl_fact.exports.columns import SELLING
from xl_fact.exports.proofs.record import Reason

if TYPE_CHECKING:
    import pandas as pd

Verdict: TypeAlias = Literal["one", "two", ""]

JUDGED: Final = SELLING - {"orders"}
"""The roles by whose rows shops are told apart."""

COLUMNS: Final = (
    "role", "platform", "shop", "date", "until", "owner", "carrier", "account", "account_id", "product", "product_id",
    "gmv_paid", "gmv_platform", "cost",
)  # fmt: skip
"""The columns of facts that are looked at."""

_PERIODS: Final = frozenset(("date", "until", "source"))
_KEY: Final = ("role", "date", "until", "owner", "carrier")
_MONEY: Final = ("gmv_paid", "gmv_platform", "cost")
_FEW, _DAYS = 3, 5
_ALIKE, _FACTOR = 0.005, 1.2


class ShopsUnknown(InputError):
    """Two exports may be of two shops, and nobody says of which.

    Parameters
    ----------
    older, newer : str
        The names of the files.
    zh, en : str
        Why, and what to do.

    Attributes
    ----------
    paths : (Path, Path), optional
        Where both lie, if both are at hand.
    digests : (str, str)
        What tells each from others, in a folder of facts.
    """

    def __init__(self, older: str, newer: str, zh: str, en: str):
        super().__init__(zh, en)
        self.files = (older, newer)
        self.paths: tuple[Path, Path] | None = None
        self.digests = ("", "")


Ask: TypeAlias = Callable[[ShopsUnknown], tuple[str, str]]
"""Asks a person of which shops two files are."""


@dataclass(frozen=True)
class Side:
    """What one of the two files says of the days that both tell of."""

    file: str
    rows: pd.DataFrame

    @property
    def shops(self) -> list[str]:
        """The shops that it names; "" where it says none."""
        return sorted(self.rows["shop"].unique())

    @property
    def named(self) -> bool:
        """Whether it says of every row whose it is."""
        return not (self.rows["shop"] == "").any()


@dataclass(frozen=True)
class Evidence:
    """One or two shops: how strong it is, by which two names, and how many the fewer are."""

    strength: int
    verdict: Verdict
    names: tuple[str, str] = ("", "")
    few: int = 0


def judged(roles: Iterable[str]) -> bool:
    """Whether rows of some roles tell shops apart."""
    return bool(JUDGED.intersection(roles))


def check(
    older: tuple[str, pd.DataFrame],
    newer: tuple[str, pd.DataFrame],
    kinds: Mapping[Any, Sequence[str]],
    layouts: tuple[Any, Any],
) -> None:
    """Refuse two exports that may be of two shops, unless they say which.

    Parameters
    ----------
    older, newer : (str, DataFrame)
        The file's name, and its facts with `COLUMNS`.
    kinds : mapping
        The layouts that both have, and what each `replaces`.
    layouts : (array, array)
        The layout of each older and each newer fact.

    Raises
    ------
    ShopsUnknown
        They are of two shops, or may be, and one of them doesn't say of which; or they name two shops and are one.
    """
    found: list[Evidence] = []
    replaces = False
    sides: list[tuple[Side, Side]] = []
    for kind, keys in kinds.items():
        by_period = _PERIODS.issuperset(keys)
        for both in _common(older, newer, layouts, kind):
            sides.append(both)
            replaces |= by_period
            found += _evidence(both[0].rows, both[1].rows, by_period)
    if not sides:
        return
    named = [all(each.named for each in those) for those in zip(*sides, strict=True)]
    shops = [
        sorted({name for each in those for name in each.shops if name}) for those in zip(*sides, strict=True)
    ]
    first = max(found, default=Evidence(0, ""), key=lambda each: (each.strength, each.verdict == "one"))
    if all(named):
        alike = any(each.strength == 0 and each.verdict == "one" for each in found)
        if alike and first.verdict == "one" and first.strength and not set(shops[0]) & set(shops[1]):
            raise _twice(older[0], newer[0], shops)
        return
    if first.verdict == "two":
        raise _two(older[0], newer[0], first.names)
    if first.verdict == "" and any(named) and replaces:
        raise _which(older[0], newer[0], shops, named)


def _common(
    older: tuple[str, pd.DataFrame], newer: tuple[str, pd.DataFrame], layouts: tuple[Any, Any], kind: Any
) -> Iterator[tuple[Side, Side]]:
    """The rows of one layout, and of each platform, of the days that both files tell of."""
    every = []
    for (_, facts), each in zip((older, newer), layouts, strict=True):
        every.append(facts[(each == kind) & facts["role"].isin(JUDGED).to_numpy()])
    platforms = [each["platform"].unique().tolist() for each in every]
    for platform in sorted(set(platforms[0]) & set(platforms[1])):
        rows = [
            each if len(names) == 1 else each[each["platform"] == platform]
            for each, names in zip(every, platforms, strict=True)
        ]
        spans = [(each["date"].min(), each["until"].max()) for each in rows]
        first, last = max(spans[0][0], spans[1][0]), min(spans[0][1], spans[1][1])
        rows = [each[(each["date"] <= last) & (each["until"] >= first)] for each in rows]
        if not any(each.empty for each in rows):
            yield Side(older[0], rows[0]), Side(newer[0], rows[1])


def _evidence(old: pd.DataFrame, new: pd.DataFrame, by_period: bool) -> list[Evidence]:
    """What the rows of one kind say."""
    found: list[Evidence] = []
    for strength, key, partner in ((3, "account", False), (2, "product", None), (1, "account", True)):
        mine, its = (
            rows if partner is None else rows[(rows["owner"] == "合作") == partner] for rows in (old, new)
        )
        if told := _names(mine, its, key, by_period, strength):
            found.append(told)
    alike = _figures(old, new)
    if alike == "one":  # one or two accounts may have been renamed
        found = [each for each in found if each.verdict == "one" or each.few >= _FEW]
    if alike == "one" or (alike == "two" and by_period):
        found.append(Evidence(0, alike))
    return found


def _names(old: pd.DataFrame, new: pd.DataFrame, key: str, by_period: bool, strength: int) -> Evidence | None:
    """Whether the accounts, or the products, of two files are those of one shop; None where they don't tell."""
    told = [(set(rows[f"{key}_id"]) - {""}, set(rows[key]) - {""}) for rows in (old, new)]
    (ids, names), (other_ids, other_names) = told
    pairs = [(mine, its) for mine, its in ((ids, other_ids), (names, other_names)) if mine and its]
    if not pairs:
        return None
    shared = max(len(mine & its) / min(len(mine), len(its)) for mine, its in pairs)
    if shared >= 0.5:
        return Evidence(strength, "one")
    few = min(min(len(mine), len(its)) for mine, its in pairs)
    if shared or few < (1 if by_period else _FEW):
        return None
    if few == 1:
        days = set(old["date"][old[key] != ""]) & set(new["date"][new[key] != ""])
        if len(days) < _FEW:
            return None
    mine, its = pairs[-1]
    return Evidence(strength, "two", (min(mine), min(its)), few)


def _figures(old: pd.DataFrame, new: pd.DataFrame) -> Verdict:
    """Whether the money of what both tell of is alike."""
    money = next((m for m in _MONEY if old[m].notna().any() and new[m].notna().any()), None)
    if money is None:
        return ""
    mine, its = (rows.groupby(list(_KEY), sort=False, observed=True)[money].sum() for rows in (old, new))
    both = mine.to_frame("mine").join(its.rename("its"), how="inner")
    both = both[(both["mine"] > 0) & (both["its"] > 0)]
    if len(both) < _FEW:
        return ""
    ratios = (both["its"] / both["mine"]).to_numpy()
    alike = float((np.abs(ratios - 1) <= _ALIKE).mean())
    if alike >= 0.5:
        return "one"
    days = both.index.get_level_values("date").nunique()
    apart = alike == 0 and ratios.max() > _FACTOR * ratios.min()
    return "two" if apart and days >= _DAYS else ""


def _two(older: str, newer: str, names: tuple[str, str]) -> ShopsUnknown:
    """The error for two shops that don't say which they are."""
    zh = f"没有相同的账号或商品（{names[0]}；{names[1]}）" if any(names) else "没有一天的金额相近"
    en = (
        f"without any account or product in common ({names[0]}; {names[1]})"
        if any(names)
        else "without any day of like amounts"
    )
    return ShopsUnknown(
        older,
        newer,
        f"{newer} 与 {older}：同一种导出、同一时段，却{zh}，像是两家店的；请用 --shop 店名 说明各是哪家店（分开导入），"
        "或把各店的导出放进以店名命名的文件夹；是同一家店就都写同一个 --shop",
        f"{newer} and {older}: exports of one kind and period {en}, as if of two shops; say with --shop NAME which "
        "each is (import them apart), or put each shop's exports into a folder of its name; if it is one shop, give both "
        "the same --shop",
    )


def _which(older: str, newer: str, shops: Sequence[Sequence[str]], named: Sequence[bool]) -> ShopsUnknown:
    """The error for an export that doesn't say whether it is of the shop that the other names."""
    name = (shops[0] or shops[1])[0]
    silent, telling = (newer, older) if named[0] else (older, newer)
    return ShopsUnknown(
        older,
        newer,
        f"{silent} 没有说是哪家店的，同一时段的 {telling} 是“{name}”的，看不出是不是同一家；请给它加上 --shop 店名再导入",
        f"{silent} doesn't say whose it is, and {telling} of the same days is of '{name}'; there is no telling whether "
        "they are one shop: import it with --shop NAME",
    )


def _twice(older: str, newer: str, shops: Sequence[Sequence[str]]) -> ShopsUnknown:
    """The error for one shop's figures under two names."""
    one, other = "、".join(shops[0]), "、".join(shops[1])
    return ShopsUnknown(
        older,
        newer,
        f"{newer}（{other}）与 {older}（{one}）写的是两家店，同一时段的金额却一样，会重复计算；请检查 --shop 或文件夹",
        f"{newer} ({other}) and {older} ({one}) name two shops, but their amounts are the same and would count twice; "
        "check --shop or the folders",
    )


class Whose:
    """Whose the files are of which it isn't said: learnt where two of them turn out to be of two shops.

    Parameters
    ----------
    files : sequence of Path
        All of them.
    ask : callable, optional
        Asks a person: given the error, the shop of each of its two files.
    shop : str
        Whose all of them are, where a person said so: then no folder says otherwise.
    """

    def __init__(self, files: Sequence[Path], ask: Ask | None = None, shop: str = ""):
        self.files, self.ask, self.shop = files, ask, shop
        self.folders: dict[Path, str] = {} if shop else of_shop_folders(files)
        self.answers: dict[Path, str] = {}

    def of(self, file: Path) -> str:
        """The shop of a file; "" where nobody says."""
        return self.answers.get(file) or self.folders.get(file, "") or self.shop

    def learn(self, unknown: ShopsUnknown) -> None:
        """Find out whose two files are: by the folders in which they lie, else by asking.

        Raises
        ------
        ShopsUnknown
            There is no telling.
        """
        paths = unknown.paths
        if paths is None:
            raise unknown
        before = [self.of(path) for path in paths]
        self.folders |= by_folder(paths, self.files)
        if [self.of(path) for path in paths] == before and self.ask is not None:
            told = self.ask(unknown)
            self.answers |= {path: name for path, name in zip(paths, told, strict=True) if name}
        if [self.of(path) for path in paths] == before:
            raise unknown

    @property
    def notes(self) -> list[Reason]:
        """A note on the folders that were taken for shops."""
        counts = Counter(self.folders.values())
        if not counts:
            return []
        zh = "、".join(f"{name}（{count} 个文件）" for name, count in sorted(counts.items()))
        en = ", ".join(f"{name} ({count} files)" for name, count in sorted(counts.items()))
        return [(f"按文件夹分店：{zh}", f"shops by folder: {en}")]


_PLACE: Final = re.compile(
    r"(?:[抖小网微门各全新分本]店|^店|^(?:tik ?tok|douyin|tt|online|my|all)?[ _-]*(?:shop|store))[0-9]*$",
    re.I,
)
"""Names that end like a shop's and are none: of a platform, or of shops as such."""
_SHOP: Final = re.compile(r"(?:店|(?<![a-z])(?:shop|store))[ _-]?(?:[0-9]+|[(（][^()（）]*[)）])?$", re.I)


def names_shop(folder: str) -> bool:
    """Whether a folder's name is that of a shop: it ends with 店, shop or store, and isn't a platform's.

    Examples
    --------
    >>> [names_shop(name) for name in ("甲店", "示例官方旗舰店", "Acme US shop", "2店", "乙店（直播）")]
    [True, True, True, True, True]
    >>> [names_shop(name) for name in ("抖店", "微信小店", "TikTok Shop", "2026-06", "千川", "店铺分析", "shop")]
    [False, False, False, False, False, False, False]
    """
    name = folder.strip()
    return bool(_SHOP.search(name)) and not _PLACE.search(name)


def of_shop_folders(files: Sequence[Path]) -> dict[Path, str]:
    """Whose the files are by folders that are named after shops, where at least two such folders lie side by side."""
    found: dict[Path, tuple[tuple[str, ...], str]] = {}
    for file in files:
        parts = file.absolute().parent.parts
        places = [n for n, part in enumerate(parts) if names_shop(part)]
        if places:
            found[file] = (parts[: places[-1]], parts[places[-1]].strip())
    beside = Counter(above for above, _ in set(found.values()))
    return {file: name for file, (above, name) in found.items() if beside[above] > 1}


def by_folder(pair: tuple[Path, Path], files: Sequence[Path]) -> dict[Path, str]:
    """Whose the files are when two of them part at folders: the names of these folders and of those beside them.

    Parameters
    ----------
    pair : (Path, Path)
        The two that are of two shops.
    files : sequence of Path
        All of them.

    Returns
    -------
    dict
        File → shop; empty where one of the two doesn't lie in a folder of its own.
    """
    one, other = (path.absolute().parent.parts for path in pair)
    depth = next((n for n, (mine, its) in enumerate(zip(one, other, strict=False)) if mine != its), None)
    if depth is None:
        return {}
    names, found = {one[depth], other[depth]}, {}
    for file in files:
        parts = file.absolute().parent.parts
        if parts[:depth] == one[:depth] and len(parts) > depth:
            found[file] = parts[depth]
        elif inside := [part for part in parts if part in names]:
            found[file] = inside[-1]
    return found
