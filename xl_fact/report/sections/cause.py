"""Why profit moved more than GMV explains: the line of the P&L that took more of it or less, in its share and in money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from xl_fact.engine.placing import PARTNERS
from xl_fact.report.asking import MARGIN_GIVEN
from xl_fact.report.formula import (
    Absolute,
    Among,
    At,
    Choice,
    Every,
    Expression,
    Field,
    Joined,
    Known,
    Literal,
    Named,
    Only,
    Picked,
    Ranked,
    Shown,
)
from xl_fact.report.metrics import METRICS, Columns, in_money
from xl_fact.report.model import Figure, Ledger, Table
from xl_fact.report.month import Month
from xl_fact.report.sections import bridge, progress
from xl_fact.report.sections.commission import plan, planned
from xl_fact.report.sections.profit import earned
from xl_fact.report.telling import NOTHING, refunds_to_come, sentence, where
from xl_fact.words import Words

MOVED: Final = "moved_line"
"""The figure on 推导 of the row that moved profit; "—" where GMV explains it."""
_TABLE: Final = "profit_moved"
_LEAST: Final = 0.05
"""The part of the profit, the larger of both, that must have moved beside GMV to be spoken of."""
_SALES: Final = 1
"""The row of GMV, from 1: where it comes first, no line is named."""
_NAMES: Final = {
    "refund": Words("退款", "refunds"),
    "creators": Words("达人费用", "creators"),
    "platform_fee": Words("平台佣金", "platform fees"),
    "cost": Words("投放花费", "ad cost"),
}
"""The lines that may take another share of GMV, as a sentence names them; goods follow what is sold and sent back."""


def told(month: Month) -> bool:
    """Whether the profits of both months are of the same lines, and what was sold compares."""
    if month.previous is None or not progress.result_compares(month) or not _lines(month):
        return False
    then, now = (sum(each.sums("gmv").values()) for each in (month.previous, month.now))
    return 0 < now <= then * progress.TENFOLD


def _lines(month: Month) -> list[str]:
    """The lines that there are."""
    paid_out = planned(month) or month.has("commission") or month.has("slot_fee")
    return [key for key in _NAMES if (paid_out if key == "creators" else month.has(key))]


def _line(month: Month, key: str, amount: progress.Amount) -> Expression:
    """A line of the P&L, each sum in it found by `amount`."""
    if key != "creators":
        return amount(key, ())
    if planned(month):
        net = amount("gmv", PARTNERS)
        if month.has("refund"):
            net = net - amount("refund", PARTNERS)
        due = plan(month, net)
        return due + amount("slot_fee", ()) if month.has("slot_fee") else due
    first, *others = (amount(each, ()) for each in ("commission", "slot_fee") if month.has(each))
    return first + others[0] if others else first


def workings(month: Month) -> tuple[list[Figure], list[Table]]:
    """Which line moved profit, and what each did."""
    if not told(month):
        return [], []
    then, now = (At(_TABLE, key, _result(month)) for key in ("before", "now"))
    beyond = At(_TABLE, "effect", _result(month))
    larger = Among("MAX", (Absolute(then), Absolute(now)))
    moved = Every(
        (
            Known((then, now)),
            Absolute(beyond) > Absolute(then * (_growth() - 1)),
            Absolute(beyond) >= larger * _LEAST,
        )
    )
    words = Words("利润比 GMV 多动的，主要是哪一行（第几行）", "Line that moved profit beside GMV (row)")
    first = Ranked(_TABLE, "order")
    return [Figure(MOVED, words, "days", formula=Only(Every((moved, first > _SALES)), first))], [
        _moves(month)
    ]


def _result(month: Month) -> int:
    """The row of the profit: below GMV and the lines."""
    return 1 + len(_lines(month))


def _days(month: Month) -> tuple[int, int]:
    """How many days are compared of the month before and of this one."""
    assert month.previous is not None, "asked of months that compare"
    return len(month.previous.covered), len(month.now.covered)


def _growth() -> Expression:
    """How many times the GMV before was sold."""
    return At(_TABLE, "now", 0) / At(_TABLE, "before", 0)


def _moves(month: Month) -> Table:
    """GMV, each line and profit in both months; what each line did to profit beside what it does as GMV moves."""
    before, keys, columns = month.previous, _lines(month), Columns(month)
    assert before is not None, "asked of months that compare"
    columns.add("line", Words("哪一行", "Line"), "text", width=24)
    for key, zh, en in (("before", "上月", "Month before"), ("now", "本月", "This month")):
        columns.add(key, in_money(month, zh, en), "money")
        heading = Words(f"{zh}占 GMV（%）", f"{en}, of GMV (%)")
        columns.add(f"share_{key}", heading, "rate", Shown(Field(key) / At(_TABLE, key, 0)))
    columns.add("effect", in_money(month, "随 GMV 以外对利润的影响", "Effect on profit beside GMV"), "money")
    columns.add("order", Words("先后（与利润同向的）", "Order (the way profit went)"), "precise", width=16)
    result = _result(month)
    beside = [_beside(row, refund=key == "refund") for row, key in enumerate(keys, 1)]
    whole = Shown(At(_TABLE, "now", result) - At(_TABLE, "before", result) * _growth())
    along = [_order(month, row, refund=key == "refund") for row, key in enumerate(keys, 1)]
    of_then, of_now = progress.told_of(before), progress.on_compared(month)
    given: dict[str, Sequence[Any]] = {
        "line": ["GMV", *(month.say(*_NAMES[key]) for key in keys), month.say(*METRICS["result"].heading(month))],
        "before": [of_then("gmv", ()), *(_line(month, key, of_then) for key in keys),
                   At("changes", "result", progress.BEFORE)],
        "now": [of_now("gmv", ()), *(_line(month, key, of_now) for key in keys), At("changes", "result", 0)],
        "effect": [None, *beside, whole],
        "order": [_sold(month), *along, None],
    }  # fmt: skip
    title = Words("利润为什么比 GMV 多动", "Why profit moved more than GMV")
    return Table(_TABLE, title, tuple(columns), given)


def _beside(row: int, *, refund: bool) -> Expression:
    """What a line did to profit beside GMV; of what is sent back the goods are not lost."""
    more = At(_TABLE, "now", row) - At(_TABLE, "before", row) * _growth()
    return Only(MARGIN_GIVEN, -(more * Named("margin") if refund else more))


def _order(month: Month, row: int, *, refund: bool) -> Expression:
    """How much of the change of profit a line explains: what it did beside GMV or in money by the day, whichever is less;
    "—" unless both went the way that profit did."""
    before, now = _days(month)
    more = At(_TABLE, "now", row) - At(_TABLE, "before", row) * (now / before)
    paid = -(more * Named("margin") if refund else more)
    beside = At(_TABLE, "effect", row)
    least, most = (Among(name, (beside, paid)) for name in ("MIN", "MAX"))
    both = Choice(At(_TABLE, "effect", _result(month)) >= 0, least, -most)
    return Only(Every((MARGIN_GIVEN, both > 0)), both)


def _sold(month: Month) -> Expression:
    """What more GMV a day, or less, did to profit the way that it went: all lines but the ads are paid of what is sold."""
    (before, now), keys, result = _days(month), _lines(month), _result(month)
    left: Expression = At(_TABLE, "before", result)
    if "cost" in keys:
        left = left + At(_TABLE, "before", keys.index("cost") + 1)
    did = left * (_growth() - now / before)
    return Shown(Choice(At(_TABLE, "effect", result) >= 0, did, -did))


# -------------------------------------------------------------------- in words
_PROFITS: Final = "{word} {then:money} → {now:money}"
_SHARES: Final = "{a:0.0%} → {b:0.0%}"
_AMOUNTS: Final = "{before:money} → {after:money}"


def _yet_to_come(month: Month) -> Expression:
    """Where refunds took less than before: that those of the last days are still to come, as their page warns."""
    if not month.has("refund"):
        return NOTHING
    line = _lines(month).index("refund") + 1
    fewer = At(_TABLE, "share_before", line) > At(_TABLE, "share_now", line)
    return where(Named(MOVED).equals(float(line + 1)), where(fewer, refunds_to_come(month)))


def because(month: Month, ledger: Ledger, otherwise: Expression | str) -> Expression:
    """The line that moved profit, where GMV doesn't explain it; then why GMV and GPM moved, or `otherwise`. What the line
    took is told by the day where one month has more days than the other."""
    row, (first, last) = Named(MOVED), _days(month)
    before, after = Picked(_TABLE, "before", row), Picked(_TABLE, "now", row)
    daily = first != last
    zh, en = ("日均 ", " a day") if daily else ("", "")
    part = sentence(
        month,
        f"{_PROFITS}，主要因为{{line}}：占 GMV {_SHARES}（{zh}{_AMOUNTS}）{{yet}}。",
        f"{_PROFITS}, mostly {{line}}: {_SHARES} of GMV ({_AMOUNTS}{en}){{yet}}. ",
        word=earned(month),
        then=At(_TABLE, "before", _result(month)),
        now=At(_TABLE, "now", _result(month)),
        line=Picked(_TABLE, "line", row),
        a=Picked(_TABLE, "share_before", row),
        b=Picked(_TABLE, "share_now", row),
        before=before / first if daily else before,
        after=after / last if daily else after,
        yet=_yet_to_come(month),
    )
    against = bridge.against(month)
    moved = where(Known((row,)), Joined((Literal(against), part)))
    if not bridge.told(month):
        return Joined((moved, otherwise if isinstance(otherwise, Expression) else Literal(otherwise)))
    said = bridge.because(month, ledger)
    if said.startswith(against):
        rest = said.removeprefix(against)
        return Joined((Literal(against), where(Known((row,)), part), Literal(rest)))
    return Joined((moved, Literal(said)))
