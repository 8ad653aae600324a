"""The data dictionary in both languages, drawn from the columns of a fact and the metrics of the report.

python -m tools.dictionary .
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from tools.reference import table
from xl_fact.exports.columns import DIMENSIONS, MEASURES, ROLES, TRACE
from xl_fact.report.metrics import METRICS, Metric
from xl_fact.words import Lang, Words, say

PAGES: Final[tuple[tuple[Lang, str], ...]] = (("zh", "dictionary.md"), ("en", "dictionary.en.md"))

_TITLE: Final = Words(
    "# 数据词典\n\n[English](dictionary.en.md)", "# Data dictionary\n\n[中文](dictionary.md)"
)
_METRICS: Final = Words(
    "## 报告里的指标\n\n“元”换成报告的币种，“商品曝光”换成 `brand.toml` 的 `gpm_base`。"
    "同样的表在每份月报的“口径”页，写的是那份报告的。",
    "## The metrics of the report\n\nMoney is in the report's currency, product impressions stand for the `gpm_base` "
    "of `brand.toml`. The sheet of definitions in every report has the same table, for that report.",
)
_MEASURES: Final = Words(
    "## 事实的度量\n\n没有的是空（NaN），不是 0。“先后”是求和时按角色取哪一种：最靠前的一种算数，"
    "其余只用来对账；用 + 连着的一起算。",
    "## Measures of a fact\n\nWhat an export doesn't tell is NaN, never 0. The roles are those that it may be summed "
    "from, the first there is counts; those joined by + tell of different sales and are added.",
)
_DIMENSIONS: Final = Words(
    "## 事实的维度\n\n`date` 和 `until` 是一行说到的第一天和最后一天；`shop` 空着，是导出没有说哪家店。",
    "## Dimensions of a fact\n\n`date` and `until` are the first and the last day that a row tells of; an empty `shop` "
    "means that nobody said which.",
)
_ROLES: Final = Words(
    "## 角色\n\n一行是由哪一类导出说的。求和前先选一个角色。",
    "## Roles\n\nWhich kind of export tells it. Choose one before you sum.",
)
GLANCE: Final = 40
"""Longest formula that stands in the table."""

_UNITS: Final = {
    "money": Words("金额", "money"),
    "count": Words("次、单、件", "count"),
    "minutes": Words("分钟", "minutes"),
    "people": Words("人，不相加", "people, never added"),
}
_BETTER: Final = {
    "more": Words("越高越好", "higher"),
    "less": Words("越低越好", "lower"),
    "neither": Words("—", "—"),
}
_OPEN: Final = {
    "money": Words("元", "yuan"),
    "base": Words("商品曝光", "product impressions"),
    "Base": Words("", "Product impressions"),
    "gmv": Words("", ""),
    "of": Words("", ""),
    "after": Words("", ""),
    "orders": Words("订单", "orders"),
}
_TRACED: Final = Words("出自哪里：文件、工作表、第几行", "where it comes from: file, sheet, row")


def page(lang: Lang) -> str:
    """The page in one language."""
    measured = say(lang, ("键", "名称", "单位", "先后"), ("key", "name", "unit", "roles, in this order"))
    known = say(lang, ("键", "名称"), ("key", "name"))
    counted = say(
        lang,
        ("指标", "定义", "函数", "公式", "单位", "退款", "方向", "来源列"),
        ("metric", "definition", "function", "formula", "unit", "refunds", "better", "from"),
    )
    dimensions = [(f"`{d.key}`", say(lang, d.zh, d.en)) for d in DIMENSIONS.values()]
    dimensions.append((" ".join(f"`{key}`" for key in TRACE), _TRACED.text(lang)))
    parts = [
        _TITLE.text(lang),
        _METRICS.text(lang),
        table([counted, *_metrics(lang)]),
        _MEASURES.text(lang),
        table([measured, *_measures(lang)]),
        _DIMENSIONS.text(lang),
        table([known, *dimensions]),
        _ROLES.text(lang),
        table([known, *((f"`{key}`", say(lang, *words)) for key, words in ROLES.items())]),
    ]
    return "\n\n".join(parts) + "\n"


def _measures(lang: Lang) -> Iterable[Sequence[str]]:
    for measure in MEASURES.values():
        tiers = (" + ".join(f"`{role}`" for role in tier) for tier in measure.truth)
        yield (
            f"`{measure.key}`",
            say(lang, measure.zh, measure.en),
            _UNITS[measure.unit].text(lang),
            " → ".join(tiers),
        )


def _metrics(lang: Lang) -> Iterable[Sequence[str]]:
    for metric in METRICS.values():
        if metric.defined is not None:
            yield _metric(metric, lang)


def _metric(metric: Metric, lang: Lang) -> Sequence[str]:
    defined, function = metric.defined, metric.function
    assert defined is not None
    heading = defined.name or Words(metric.zh, metric.en)
    link = f"[`{function.name}`](reference/{lang}/{function.name}.md)" if function else "—"
    return (
        _filled(heading, lang),
        _filled(defined.means, lang),
        link,
        _formula(metric),
        _filled(defined.unit, lang),
        defined.refunds.text(lang),
        _BETTER[metric.better].text(lang),
        _filled(defined.source, lang),
    )


def _formula(metric: Metric) -> str:
    """Its formula, where it can be read at a glance; else the page of its function has it."""
    if metric.function is None:
        return "Σ"
    return f"`{metric.formula}`" if len(metric.formula) <= GLANCE else "…"


def _filled(words: Words, lang: Lang) -> str:
    return words.text(lang).format(**{key: said.text(lang) for key, said in _OPEN.items()})


def write(root: Path) -> None:
    """Write the page in both languages."""
    for lang, name in PAGES:
        (root / "docs" / name).write_text(page(lang), "utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
