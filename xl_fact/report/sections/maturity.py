"""结算 ROI on 投放: how the return of the ads grows from 7 to 90 days, as orders are confirmed and refunds come."""

from __future__ import annotations

from typing import Any, Final

from xl_fact.report.formula import At, Expression, Field, Joined, Known, Literal, Named, Shown
from xl_fact.report.metrics import METRICS, Columns, in_money, large
from xl_fact.report.model import Chart, Figure, Series, Table
from xl_fact.report.month import Month
from xl_fact.report.page import Texts
from xl_fact.report.telling import sentence, where
from xl_fact.words import Words

NOTE: Final = Words(
    "结算 ROI = n 日结算金额 ÷ 花费，按千川素材与计划的导出；只算每一个天数都有数的行。投放还没满那么多天的，后面的数还会变",
    "Settled ROI = what was settled within n days ÷ cost, as Qianchuan exports it; only rows that tell all of the days are in. "
    "Where the ads are not that old, the later figures still move",
)


def maturity(month: Month) -> Table | None:
    """What is settled after each number of days; None where the exports don't say."""
    found = month.lists.maturity()
    if found is None:
        return None
    columns = Columns(month, keys={"gmv": "settled"})
    columns.names("after", Words("结算天数", "Settled within"), width=16)
    columns.add("settled", in_money(month, "结算金额", "Settled"), "money")
    columns.add("cost", METRICS["cost"].heading(month), "money", better=METRICS["cost"].better)
    roi = METRICS["roi"]
    heading = Words("结算 ROI（倍）", "Settled ROI (×)")
    each = roi.over({"gmv": Field("settled"), "cost": Field("cost")})
    columns.add("roi", heading, "ratio", each)
    first = At("maturity", "roi", 0)
    columns.add(
        "growth",
        Words("比最早的（%）", "Against the first (%)"),
        "change",
        Shown(Field("roi") / first - 1),
        mark="change",
    )
    columns.add("sold", in_money(month, "成交金额", "Platform GMV"), "money")
    rate = Words("结算率（%）", "Settled of platform GMV (%)")
    columns.add("settled_rate", rate, "rate", Shown(Field("settled") / Field("sold")))
    given: dict[str, Any] = {
        "after": [month.say(f"{n} 日", f"{n} days") for n in found["days"]],
        "settled": found["gmv"],
        "cost": found["cost"],
        "sold": found["sold"],
    }
    title = Words(
        f"结算 ROI 的成熟：{found.count} 行投放", f"Settled ROI as it matures: {found.count} rows of ads"
    )
    return Table("maturity", title, tuple(columns), given, rests=("ads",))


def chart(month: Month) -> Chart:
    """Settled money as columns, settled ROI as a line."""
    return Chart(
        "maturity",
        "columns",
        "{{maturity_title}}",
        month.say(
            "柱形：各天数的结算金额，折线：结算 ROI；数值见上表",
            "Columns: settled money; line: settled ROI; figures above",
        ),
        "maturity",
        (Series("settled", "light"), Series("roi", "ink", line=True)),
        category="after",
        columns=6,
        lines=12,
        axes=(
            month.say(*in_money(month, "结算金额", "Settled")),
            month.say("结算 ROI（倍）", "Settled ROI (×)"),
        ),
        kinds=(large(month), "ratio"),
    )


TITLE: Final = "maturity_title"


def workings(month: Month) -> list[Figure]:
    """The title of the chart, which follows the least cost."""
    if maturity(month) is None:
        return []
    title = sentence(
        month, "{line}（{period}）", "{line} ({period})", line=_line(month), period=month.say(*month.period)
    )
    return [Figure(TITLE, Words("图题：结算 ROI", "Chart title: settled ROI"), "text", formula=title)]


def told(month: Month) -> Texts:
    """From what to what the return goes."""
    return {"maturity_sentence": Joined((_line(month), Literal(month.say("。", ".")))), TITLE: Named(TITLE)}


def _line(month: Month) -> Expression:
    found = month.lists.maturity()
    assert found is not None
    days = [month.say(f"{n} 日", f"{n} days") for n in found["days"]]
    first, last = At("maturity", "roi", 0), At("maturity", "roi", len(days) - 1)
    line = sentence(
        month,
        "结算 ROI 从 {a}的 {first:0.00} {goes} {b}的 {last:0.00}（{change:+0.0%;-0.0%;0.0%}）",
        "Settled ROI {goes} from {first:0.00} within {a} to {last:0.00} within {b} ({change:+0.0%;-0.0%;0.0%})",
        a=days[0],
        b=days[-1],
        first=first,
        last=last,
        change=last / first - 1,
        goes=where(last >= first, Literal(month.say("长到", "grows")), Literal(month.say("落到", "falls"))),
    )
    little = month.say("花费不到最低花费，不算结算 ROI", "Below the least cost no settled ROI is shown")
    return where(Known((first, last)), line, Literal(little))
