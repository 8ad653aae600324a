"""Whose exports these are, and of which month: what the files and the settings beside them say, where they agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from xl_fact.brand import Brand, read_brand
from xl_fact.errors import InputError
from xl_fact.words import Words

if TYPE_CHECKING:
    from xl_fact.exports.sources import Reading

Ask: TypeAlias = Callable[[Words, Sequence[str]], str]
"""Asks a person: the question, and the answers that are likely."""

SETTINGS: Final = "brand.toml"
_SHOP: Final = re.compile(r"(?:官方|海外)*(?:旗舰店|专卖店|专营店|直营店|企业店|自营店|官方账号)$")
_LISTED: Final = 6


@dataclass(frozen=True)
class Settled:
    """The settings of a brand, where they come from, and what to say of that."""

    brand: Brand
    notes: tuple[Words, ...] = ()


def settings_of(exports: Sequence[Path], config: Path | None, name: str) -> Settled:
    """The settings given, or those found beside the exports or in the current folder.

    Parameters
    ----------
    exports : sequence of Path
        Files and folders.
    config : Path, optional
        A `brand.toml` that was named.
    name : str
        The brand that was named, which overrides the settings' own; settings that were only found are not used when
        they are another brand's.

    Returns
    -------
    Settled

    Raises
    ------
    InputError
        The settings can't be read, or several were found.
    """
    if config is not None:
        brand = read_brand(config)
        return Settled(replace(brand, name=name) if name else brand)
    found = _beside(exports)
    if found is None:
        return Settled(Brand(name=name, any_gmv=True))
    brand = read_brand(found)
    if name and brand.name and brand.name != name:
        note = Words(
            f"{found} 是“{brand.name}”的设置，没有用；要用就 --config {found}",
            f"{found} holds the settings of '{brand.name}' and was not used; to use it: --config {found}",
        )
        return Settled(Brand(name=name, any_gmv=True), (note,))
    note = Words(f"设置：{found}", f"Settings: {found}")
    return Settled(replace(brand, name=name) if name else brand, (note,))


def _beside(exports: Sequence[Path]) -> Path | None:
    """The `brand.toml` beside the exports, else the one in the current folder."""
    folders = dict.fromkeys(path if path.is_dir() else path.parent for path in exports)
    found = {file.resolve(): file for folder in folders if (file := folder / SETTINGS).is_file()}
    if len(found) > 1:
        listed = list(map(str, found.values()))
        raise InputError(
            f"导出旁边有几个 {SETTINGS}：{'、'.join(listed)}；用 --config 说用哪个",
            f"several {SETTINGS} lie beside the exports: {', '.join(listed)}; say which with --config",
        )
    here = Path(SETTINGS)
    return next(iter(found.values()), here if here.is_file() else None)


# -------------------------------------------------------------------- the month
def month_among(months: Sequence[str], ask: Ask | None) -> str:
    """The only month there is; of several, the one that a person says.

    Raises
    ------
    InputError
        There is none, or nobody to ask.
    """
    if len(months) == 1:
        return months[0]
    if months and ask is not None:
        return ask(Words("出哪个月的报告", "which month is the report of"), months)
    if months:
        shown = [*months[-_LISTED:]]
        raise InputError(
            f"导出里有几个月（{'、'.join(shown)}）：用 --month 说出哪个，例如 --month {shown[-1]}",
            f"the exports tell of several months ({', '.join(shown)}): say which with --month, such as --month {shown[-1]}",
        )
    if ask is not None:
        return ask(
            Words(
                "导出里看不出是哪个月：是哪个月的（例如 2026-06）",
                "the exports don't tell their month; which is it (such as 2026-06)",
            ),
            (),
        )
    raise InputError(
        "导出里看不出是哪个月：用 --month 说，例如 --month 2026-06",
        "the exports don't tell their month: say it with --month, such as --month 2026-06",
    )


# -------------------------------------------------------------------- the brand
def named_in(reading: Reading) -> list[tuple[str, list[str]]]:
    """The brands that the exports name: by their shops, and by own accounts that are called like a shop.

    Names of which one begins with the other are one brand's, and so are all those of one file.

    Returns
    -------
    list of (str, list of str)
        Each brand, and the files that name it.
    """
    table = reading.facts
    told: dict[str, set[str]] = {}
    columns = [key for key in ("shop", "account") if key in table]
    if table.empty or not columns:
        return []
    rows = table.loc[table["role"] != "market", ["file", "owner", *columns]].drop_duplicates()
    for file, owner, *names in rows.itertuples(index=False, name=None):
        for column, name in zip(columns, map(str, names), strict=True):
            root = _SHOP.sub("", name)
            if root and root != name and (column == "shop" or owner == "自营"):
                told.setdefault(str(file), set()).add(root)
    groups: list[tuple[set[str], list[str]]] = []
    for file, roots in sorted(told.items()):
        near = [group for group in groups if _alike(group[0], roots)]
        names, files = set(roots), [file]
        for group in near:
            groups.remove(group)
            names |= group[0]
            files = [*group[1], *files]
        groups.append((names, files))
    return [(min(names, key=lambda n: (len(n), n)), sorted(files)) for names, files in groups]


def _alike(some: Iterable[str], others: Iterable[str]) -> bool:
    return any(a.startswith(b) or b.startswith(a) for a in some for b in others)


def brand_among(named: Sequence[tuple[str, Sequence[str]]], brand: Brand, ask: Ask | None) -> Settled:
    """The brand with the name that the exports give it, where nobody said one.

    Raises
    ------
    InputError
        They name several, and nobody says which.
    """
    names = [name for name, _ in named]
    if len(named) > 1:
        listed = Words(
            "；".join(f"{name}（{'、'.join(files[:_LISTED])}）" for name, files in named),
            "; ".join(f"{name} ({', '.join(files[:_LISTED])})" for name, files in named),
        )
        if brand.name:
            note = Words(
                f"这些导出像是几个品牌的：{listed.zh}",
                f"the exports seem to be of several brands: {listed.en}",
            )
            return Settled(brand, (note,))
        if ask is None:
            raise InputError(
                f"这些导出像是几个品牌的：{listed.zh}。分开出报告；是一个品牌就加 --brand 品牌名",
                f"the exports seem to be of several brands: {listed.en}. Report them apart; if they are one brand's, "
                "say --brand",
            )
    elif brand.name:
        return Settled(brand)
    elif named:
        note = Words(
            f"品牌：{names[0]}（导出里的店铺名）", f"Brand: {names[0]} (the shop's name in the exports)"
        )
        return Settled(replace(brand, name=names[0]), (note,))
    if ask is None:
        return Settled(brand)
    question = Words("品牌名（可以空着）", "name of the brand (may be left empty)")
    return Settled(replace(brand, name=ask(question, names).strip()))
