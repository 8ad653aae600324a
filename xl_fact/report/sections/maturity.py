"""结算 ROI on 投放: how the return of the ads grows from 7 to 90 days, as orders are confirmed and refunds come."""

from __future__ import annotations

import math
from typing import Any, Final

from xl_fact.report.formula import At, Field, Shown
from xl_fact.report.metrics import METRICS, Columns, in_money, large
from xl_fact.report.model import Chart, Ledger, Series, Table
from xl_fact.report.month import Month
from xl_fact.report.telling import dated
from xl_fact.words import Words

NOTE: Final = Words(
    "结算 ROI = n 日结算金额 ÷ 花费，按千川素材与计划的导出；只算每一个天数都有数的行。投放还没满那么多天的，后面的数还会变",
    "Settled ROI = what was settled within n days ÷ cost, as Qianchuan exports it; only rows that tell all of the days are in. "
    "Where the ads are not that old, the later figures still move",
)


def maturity(month: Month) -> Table | None:
    """What is settled after each number of days; None where the exports don't say."""
    found = month.books.maturity()
    if found is None:
        return None
    columns = Columns(month, keys={"gmv": "settled"})
    columns.names("after", Words("结算天数", "Settled within"), width=16)
    columns.add("settled", in_money(month, "结算金额", "Settled"), "money")
    columns.add("cost", METRICS["cost"].heading(month), "money", inverse=True)
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
    return Table("maturity", title, tuple(columns), given)


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


def told(month: Month, ledger: Ledger) -> dict[str, str]:
    """From what to what the return goes."""
    names, roi = ledger.column("maturity", "after"), ledger.column("maturity", "roi")
    if not (math.isfinite(roi[0]) and math.isfinite(roi[-1])):
        line = month.say("花费不到最低花费，不算结算 ROI", "below the least cost no settled ROI is shown")
    else:
        more = roi[-1] >= roi[0]
        goes, word = ("长到", "grows") if more else ("落到", "falls")
        change = f"{roi[-1] / roi[0] - 1:+.1%}"
        line = month.say(
            f"结算 ROI 从 {names[0]}的 {roi[0]:.2f} {goes} {names[-1]}的 {roi[-1]:.2f}（{change}）",
            f"settled ROI {word} from {roi[0]:.2f} within {names[0]} to {roi[-1]:.2f} within {names[-1]} ({change})",
        )
    line = line[:1].upper() + line[1:]
    return {"maturity_sentence": line + month.say("。", "."), "maturity_title": dated(month, line)}
