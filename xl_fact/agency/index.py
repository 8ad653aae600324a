"""The index of all brands as a workbook: the league by GMV, GPM and ROI side by side, a line of each brand, what failed.

Money of two currencies, two kinds of GMV and slopes over two bases are never ranked together: each has a league of its own.
Every name leads to the brand's workbook, which lies beside the index.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from xl_fact.agency.job import Outcome, count_of
from xl_fact.agency.standing import LETTERS, Standing
from xl_fact.core.channels import BY_LETTER
from xl_fact.drawing import template
from xl_fact.filling.fill import fill
from xl_fact.report.formula import total_of
from xl_fact.report.model import Column, Ledger, Paragraph, Report, Section, Table
from xl_fact.report.verdicts import CHECKED
from xl_fact.span import span_of
from xl_fact.texts import shown_length
from xl_fact.words import Lang, Words, say
from xl_fact.workbook.links import link
from xl_fact.workbook.package import Package
from xl_fact.workbook.plan import PREFIX, Plan
from xl_fact.workbook.sealing import sealed

Standings = Sequence[tuple[Outcome, Standing]]

_KINDS: Final = {"gmv": "money", "gpm": "mille", "roi": "ratio"}
_WIDE: Final = {"gpm": 12.5, "roi": 10.0}
_NARROWEST, _WIDEST = 16.0, 36.0
"""How wide a column of brands is, by the longest."""
_HOW: Final = Words(
    "只有币种、GMV 口径、GPM 分母都相同的品牌才排在一张榜里；数都取自各品牌的工作簿，点品牌名打开。"
    "名字后有天数的，这个月的数还不全，不要按名次读它的 GMV；有 ※ 的校验没有通过，先看它的“校验”页。"
    "GPM 高、ROI 低的是卖得动但流量贵；GPM 低、ROI 高的是流量便宜",
    "Brands stand in one league only when currency, GMV and base of GPM are the same. All figures are those of the brands' own "
    "workbooks: click a name to open one. A name with days has not all of them yet: don't read its GMV by its place; "
    "the checks of one with ※ failed, see its sheet Checks. "
    "High GPM with low ROI sells, but on dear traffic; low GPM with high ROI has cheap traffic",
)


def index_of(outcomes: Sequence[Outcome], month: str, lang: Lang, palette: str) -> bytes:
    """The index workbook, sealed; the same outcomes give the same bytes."""
    report = _Index(outcomes, month, lang, palette).report()
    package = Package(fill(template.draw(report), report))
    files = {each.brand: each.workbook for each in outcomes if each.workbook}
    for table in report.tables:
        for column in table.columns:
            _lead(package, table, column, files)
    return sealed(package.to_bytes())


def _lead(package: Package, table: Table, column: Column, files: Mapping[str, str]) -> None:
    """Let each brand of a column lead to its workbook."""
    plan = Plan.of(package)
    place = plan.tables[PREFIX + table.key]
    at = place.body.left + [each.key for each in table.columns].index(column.key)
    brands = table.given.get(column.key, ())
    link(
        package,
        plan.sheets[place.sheet],
        {
            (place.body.top + n, at): quote(files[brand.key])
            for n, brand in enumerate(brands)
            if isinstance(brand, Label) and brand.key in files
        },
    )


class Label(str):
    """A brand as it stands in a cell, and which one it is."""

    key: str


class _Index:
    """The index as a report: sheets, tables, texts."""

    def __init__(self, outcomes: Sequence[Outcome], month: str, lang: Lang, palette: str):
        self.outcomes, self.month, self.lang, self.palette = outcomes, month, lang, palette
        self.groups: dict[tuple[Words, Words, Words], list[tuple[Outcome, Standing]]] = {}
        for each in outcomes:
            if each.standing is not None:
                scope = each.standing.scope
                self.groups.setdefault((scope.unit, scope.gmv, scope.base), []).append((each, each.standing))
        for key, standings in self.groups.items():
            self.groups[key] = sorted(standings, key=_by("gmv"))
        labels = [self._label(*one) for standings in self.groups.values() for one in standings]
        longest = max(map(shown_length, [*labels, *(each.brand for each in outcomes)]), default=0)
        self.width = min(_WIDEST, max(_NARROWEST, longest + 3))

    def report(self) -> Report:
        """All of it."""
        sections = tuple(self._sections())
        ledger = Ledger()
        for section in sections:
            for table in section.tables:
                ledger.enter(table)
        count = len(self.outcomes) - count_of(self.outcomes, "absent")
        texts = {
            "brand": say(self.lang, f"{count} 个品牌", f"{count} brands"),
            "period": span_of(self.month).words.text(self.lang),
            "headline": self._headline().text(self.lang),
        }
        return Report(texts["brand"], self.month, self.lang, self.palette, sections, texts, ledger)

    def _sections(self) -> Iterator[Section]:
        groups = sorted(self.groups.items(), key=lambda one: (-len(one[1]), one[0]))
        leagues = [(self._league(n, *group),) for n, group in enumerate(groups, 1)]
        how = Paragraph(_HOW.text(self.lang), "note", columns=10)
        yield Section(
            "league",
            Words("榜单", "League"),
            "analysis",
            ((Paragraph("{{headline}}", "headline", columns=10),), *leagues, (how,)),
            purpose=Words(
                "谁卖得多，谁的流量值钱，谁的钱花得值",
                "Who sells most, whose traffic is worth most, whose money brings most",
            ),
        )
        lines = [one for _, standings in groups for one in standings]
        if lines:
            yield Section(
                "brands",
                Words("品牌", "Brands"),
                "analysis",
                ((self._brands(lines),),),
                purpose=Words("每个品牌一行", "A line for each brand"),
            )
        wrong = [each for each in self.outcomes if each.line.zh]
        if wrong:
            yield Section(
                "failures",
                Words("没做成", "Failures"),
                "reference",
                ((self._failures(wrong),),),
                purpose=Words(
                    "哪些没有做成、留着没动、另存了或没有数，为什么",
                    "What was not made, was left as it is, lies beside its place or has no facts, and why",
                ),
            )

    def _headline(self) -> Words:
        """How many are there, and who leads where most of them compare."""
        done = [one for standings in self.groups.values() for one in standings]
        failed, unchecked = count_of(self.outcomes, "failed"), sum(not s.checked for _, s in done)
        zh, en = f"{len(done)} 个品牌做成", f"{len(done)} brands"
        zh += f"，{failed} 个没做成" if failed else "，都做成了"
        en += f", {failed} failed" if failed else ", none failed"
        if absent := count_of(self.outcomes, "absent"):
            zh += f"，{absent} 个这次没有数"
            en += f", {absent} without facts this time"
        zh += f"；{unchecked} 个校验没通过" if unchecked else "；校验没有一个不符" if done else ""
        en += f"; the checks of {unchecked} failed" if unchecked else "; no check failed" if done else ""
        largest = max(self.groups.values(), key=len, default=[])
        best = {key: min(held, key=_by(key)) for key in _KINDS if (held := _holding(largest, key))}
        for key, (outcome, _) in best.items():
            name = key.upper()
            zh += f"；{name} 最高 {outcome.brand}"
            en += f"; highest {name} {outcome.brand}"
        if len(self.groups) > 1:
            zh, en = f"{zh}（{len(largest)} 个可比的里面）", f"{en} (of the {len(largest)} that compare)"
        return Words(zh, en)

    def _league(self, number: int, scope: tuple[Words, Words, Words], standings: Standings) -> Table:
        """The three orders of brands that compare."""
        unit, gmv, base = scope
        columns = [Column("place", Words("名次", "No."), "days", width=6.5)]
        given: dict[str, list[Any]] = {"place": [float(n) for n in range(1, len(standings) + 1)]}
        for key, kind in _KINDS.items():
            held = sorted(_holding(standings, key), key=_by(key))
            spare = [None] * (len(standings) - len(held))
            name = key.upper()
            columns += [
                Column(
                    f"{key}_brand", Words(f"{name} 榜", f"By {name}"), "text", width=self.width, mark="link"
                ),
                Column(key, self._heading(key, unit), kind, width=_WIDE.get(key)),
                Column(f"{key}_change", Words(f"{name} 环比", f"{name} vs prior"), "change", mark="change"),
            ]
            given[f"{key}_brand"] = [*(self._label(*one) for one in held), *[""] * len(spare)]
            given[key] = [*(standing.figures[key] for _, standing in held), *spare]
            given[f"{key}_change"] = [*(s.figures.get(f"{key}_change") for _, s in held), *spare]
        title = Words(
            f"{unit.zh}，GMV = {gmv.zh}，GPM 按{base.zh}（{len(standings)} 个品牌）",
            f"{unit.en}, GMV = {gmv.en}, GPM over {base.en} ({len(standings)} brands)",
        )
        return Table(f"league_{number}", title, tuple(columns), given)

    def _brands(self, lines: Standings) -> Table:
        """A line of each brand."""
        alone = len(self.groups) == 1
        unit = lines[0][1].scope.unit if alone else None
        columns: list[Column] = []
        given: dict[str, list[Any]] = {}

        def add(
            key: str, heading: Words, kind: str, of: Callable[[Outcome, Standing], Any], **look: Any
        ) -> None:
            columns.append(Column(key, heading, kind, **look))
            given[key] = [of(*one) for one in lines]

        whole = say(self.lang, "合计", "Total") if alone else None
        add("brand", Words("品牌", "Brand"), "text", self._label, width=self.width, mark="link", total=whole)
        if not alone:
            add("scope", Words("口径", "What it is of"), "text", self._scope, width=34)
        for key, kind in _KINDS.items():
            total = total_of(key) if alone and key == "gmv" else None
            add(key, self._heading(key, unit), kind, _figure(key), total=total, width=_WIDE.get(key))
            heading = Words(f"{key.upper()} 环比", f"{key.upper()} vs prior")
            add(f"{key}_change", heading, "change", _figure(f"{key}_change"), mark="change")
        add("refund_rate", Words("退款率", "Refunds"), "rate", _figure("refund_rate"))
        for letter in LETTERS:
            if any(letter in standing.mix for _, standing in lines):
                label = {lang: BY_LETTER[letter].label(lang) for lang in ("zh", "en")}
                heading = Words(f"{label['zh']} 占比", f"{label['en']} share")
                add(f"mix_{_KEYS[letter]}", heading, "rate", _part(letter), mark="heat")
        if any("C" in standing.mix for _, standing in lines):
            add("mix_c", Words("C 活动日占比", "C campaign days share"), "rate", _part("C"))
        add("check", Words("校验", "Checks"), "text", self._check, mark="check")
        add("proved", Words("导出自证的 GMV", "GMV proved by exports"), "rate", lambda _, s: s.proved)
        add("days", Words("有数的天", "Days told"), "days", lambda _, s: float(s.scope.days))
        note = Words(
            "环比与各工作簿里的相同：两个月不可比的是“—”。F、A、T、S 之和是全部；C 是活动日卖的，与它们重叠；"
            "S 并入 F 的品牌没有 S",
            'Changes are those of the workbooks: "—" where the months don\'t compare. F, A, T and S make up the whole; C is what '
            "campaign days sold, a part of them all; a brand whose shelf is folded into F has no S",
        )
        return Table("brands", Words("每个品牌", "Each brand"), tuple(columns), given, note=note)

    def _failures(self, wrong: Sequence[Outcome]) -> Table:
        """What was not made, each with its line."""
        states = {
            "failed": Words("没做成", "failed"),
            "edited": Words("留着没动", "left as it is"),
            "absent": Words("这次没有数", "no facts"),
            "made": Words("做好，另存了", "made, beside its place"),
        }
        columns = (
            Column("brand", Words("品牌", "Brand"), "text", width=self.width),
            Column("state", Words("结果", "What came of it"), "text", width=14),
            Column("why", Words("原因", "Why"), "words", width=90),
        )
        given: dict[str, list[Any]] = {
            "brand": [_label(each.brand, each.brand) for each in wrong],
            "state": [states[each.state].text(self.lang) for each in wrong],
            "why": [each.line.text(self.lang) for each in wrong],
        }
        return Table("failures", Words("没有做成的品牌", "Brands without a new workbook"), columns, given)

    def _heading(self, key: str, unit: Words | None) -> Words:
        """With the currency, where it is one."""
        name = key.upper()
        if key == "roi":
            return Words("ROI（倍）", "ROI (×)")
        if unit is None:
            return Words(name, name)
        zh, en = ("/千次", "/1000") if key == "gpm" else ("", "")
        return Words(f"{name}（{unit.zh}{zh}）", f"{name} ({unit.en}{en})")

    def _label(self, outcome: Outcome, standing: Standing) -> Label:
        """The name, with the days where they are not all there are, and a sign where a check failed."""
        scope, name = standing.scope, outcome.brand
        if scope.days < scope.length:
            name += say(self.lang, f"（{scope.days} 天）", f" ({scope.days} days)")
        if not standing.checked:
            name += " ※"
        return _label(name, outcome.brand)

    def _scope(self, outcome: Outcome, standing: Standing) -> str:
        scope = standing.scope
        words = (scope.unit, scope.gmv, scope.base)
        return say(self.lang, "，", ", ").join(each.text(self.lang) for each in words)

    def _check(self, outcome: Outcome, standing: Standing) -> str:
        return CHECKED["pass" if standing.checked else "fail"].text(self.lang)


_KEYS: Final = {**{letter: letter.lower() for letter in LETTERS}, "?": "other"}


def _label(name: str, brand: str) -> Label:
    label = Label(name)
    label.key = brand
    return label


def _holding(standings: Standings, key: str) -> list[tuple[Outcome, Standing]]:
    """Those that have a figure."""
    return [one for one in standings if key in one[1].figures]


def _by(key: str) -> Callable[[tuple[Outcome, Standing]], tuple[float, str]]:
    """The order of a figure, highest first; equals by name."""
    return lambda one: (-one[1].figures.get(key, -math.inf), one[0].brand)


def _figure(key: str) -> Callable[[Outcome, Standing], float | None]:
    return lambda _, standing: standing.figures.get(key)


def _part(letter: str) -> Callable[[Outcome, Standing], float | None]:
    return lambda _, standing: standing.mix.get(letter)
