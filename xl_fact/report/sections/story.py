"""The sentences: what happened in words, each with the figures it rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping

from xl_fact.report import details
from xl_fact.report.model import Ledger
from xl_fact.report.month import Month
from xl_fact.report.sections.progress import VERDICTS


def texts(month: Month, ledger: Ledger) -> Mapping[str, str]:
    """Every named text of the report, in its language."""
    story = _Story(month, ledger)
    return {
        "brand": month.brand.name or month.say("品牌", "Brand"),
        "period": month.say(*month.period),
        "month": month.month,
        "headline": story.headline(),
        "who_sentence": story.who(),
        "why_sentence": story.why(),
        "channels_sentence": story.channels(),
        "next_sentence": story.next_money(),
        "verdict_legend": story.legend(),
        "mix_title": story.mix_title(),
        "bubble_title": story.bubble_title(),
        "daily_title": story.daily_title(),
        **details.texts(month, ledger),
    }


class _Story:
    """The figures of a month, and how they are told."""

    def __init__(self, month: Month, ledger: Ledger):
        self.month, self.ledger = month, ledger
        self.compare = ledger.tables["compare"]
        self.names = list(ledger.column("compare", "channel"))
        self.unit = month.say(*month.unit)

    def total(self, key: str) -> float:
        """The month's figure; NaN when the report has none."""
        return float(self.ledger.total("compare", key)) if self.compare.has(key) else math.nan

    def column(self, key: str) -> dict[str, float]:
        """A column by channel, where it is known."""
        if not self.compare.has(key):
            return {}
        values = self.ledger.column("compare", key)
        return {name: float(v) for name, v in zip(self.names, values, strict=True) if math.isfinite(v)}

    def money(self, amount: float) -> str:
        """An amount in 万 or millions."""
        if self.month.lang == "en":
            return f"{self.unit} {amount / 1e6:,.2f}M"
        return f"{amount / 1e4:.1f}万{self.unit}"

    def best(self, key: str) -> str | None:
        """The channel that is highest."""
        values = self.column(key)
        return max(values, key=lambda name: values[name]) if values else None

    # ---------------------------------------------------------------- sentences
    def headline(self) -> str:
        """What the month came to, whether it earned, and who won."""
        say, period = self.month.say, self.month.say(*self.month.period)
        parts = [
            say(
                f"{period} GMV {self.money(self.total('gmv'))}",
                f"{period}: GMV {self.money(self.total('gmv'))}",
            )
        ]
        if "pace_done" in self.ledger.figures:
            done = self.ledger.figure("pace_done")
            parts[0] += say(f"（目标的 {done:.1%}）", f" ({done:.1%} of the target)")
        parts.append(say(f"GPM {self.total('gpm'):,.1f} {self.unit}/千次", f"GPM {self.total('gpm'):,.1f}"))
        parts += self.worth()
        line = say("，", ", ").join(parts)
        roi_best, gpm_best = self.best("roi"), self.best("gpm")
        if roi_best is None or gpm_best is None or len(self.names) < 2:
            return line + say("。", ".")
        if roi_best == gpm_best:
            return line + say(
                f"。{roi_best} 的 ROI 与 GPM 都最高。", f". {roi_best} leads both by ROI and by GPM."
            )
        return line + say(
            f"。按 ROI 赢的是 {roi_best}，按 GPM 赢的是 {gpm_best}：差在流量贵贱。",
            f". By ROI {roi_best} wins, by GPM {gpm_best}: the difference is the price of traffic.",
        )

    def worth(self) -> list[str]:
        """ROI against the one that loses nothing, else what refunds leave of it; nothing without cost."""
        say, roi, net = self.month.say, self.total("roi"), self.total("net_roi")
        if not math.isfinite(roi):
            return []
        refunds = math.isfinite(net)
        least = self.ledger.figure("breakeven_roi") if "breakeven_roi" in self.ledger.figures else math.nan
        if not math.isfinite(least):
            beside = say(f"（退后 {net:.1f}）", f" ({net:.1f} after refunds)") if refunds else ""
            return [f"ROI {roi:.1f}{beside}"]
        counted = say("，已计退款", " with refunds counted") if refunds else ""
        earns = roi >= least
        return [
            say(
                f"ROI {roi:.1f}（保本 {least:.1f}{counted}）：{'花得值' if earns else '还不够本'}",
                f"ROI {roi:.1f} (break-even {least:.1f}{counted}): {'worth it' if earns else 'below break-even'}",
            )
        ]

    def who(self) -> str:
        """Who is first by each, with the figures."""
        say, roi, gpm = self.month.say, self.column("roi"), self.column("gpm")
        if not roi:
            best = self.best("gpm")
            return say(
                f"GPM 最高的是 {best}（{gpm.get(best or '', math.nan):,.1f}）。没有投放花费，ROI 与 CPM 无从算起。",
                f"{best} has the highest GPM ({gpm.get(best or '', math.nan):,.1f}). Without ad cost there is no ROI and no CPM.",
            )
        a, b = self.best("roi") or "", self.best("gpm") or ""
        base = self.month.base_words
        return say(
            f"看 ROI：{a} 第一，每花 1 {self.unit}卖 {roi[a]:.1f} {self.unit}；"
            f"看 GPM：{b} 第一，每千次{base.zh}卖 {gpm[b]:,.1f} {self.unit}。",
            f"By ROI {a} is first: {roi[a]:.1f} sold for each {self.unit} spent. "
            f"By GPM {b}: {gpm[b]:,.1f} per 1000 {base.en}.",
        )

    def why(self) -> str:
        """Why the two views differ: the CPMs."""
        say, roi, gpm, cpm = self.month.say, self.column("roi"), self.column("gpm"), self.column("cpm")
        a, b = self.best("roi") or "", self.best("gpm") or ""
        if not roi or a == b or not all(cpm.get(x, 0) > 0 for x in (a, b)):
            return say(
                "ROI = GPM ÷ CPM：卖得多少看 GPM，流量贵贱看 CPM。",
                "ROI = GPM ÷ CPM: GPM says how much sells, CPM what traffic costs.",
            )
        sells, costs = gpm[b] / gpm[a], cpm[b] / cpm[a]
        return say(
            f"因为 ROI = GPM ÷ CPM：{b} 每千次卖到 {a} 的 {sells:.1f} 倍，流量价格却是它的 {costs:.1f} 倍"
            f"（CPM {cpm[b]:,.1f} 对 {cpm[a]:,.1f}）。{a} 赢在流量便宜，{b} 赢在内容会卖。",
            f"Because ROI = GPM ÷ CPM: {b} sells {sells:.1f} times as much per 1000 as {a}, "
            f"but its traffic costs {costs:.1f} times as much (CPM {cpm[b]:,.1f} to {cpm[a]:,.1f}). "
            f"{a} wins by cheap traffic, {b} by content that sells.",
        )

    def next_money(self) -> str:
        """Where the next money goes: among the channels that earn and roll, to the one furthest above break-even."""
        if not self.compare.has("verdict"):
            return self.legend()
        say, gpm, least = self.month.say, self.column("gpm"), self.column("breakeven")
        verdicts = dict(zip(self.names, self.ledger.column("compare", "verdict"), strict=True))
        go = VERDICTS["go"].text(self.month.lang)
        first = [name for name in self.names if verdicts[name] == go and least.get(name, 0) > 0]
        best = max(first, key=lambda name: gpm[name] / least[name], default="")
        others = [f"{name} {verdicts[name]}" for name in self.names if name != best and name in least]
        listed = say("、", ", ").join(others)
        if not best:
            return say(f"现在没有阵地该加钱：{listed}。", f"No channel should get more money now: {listed}.")
        rest = say(f"；其余：{listed}", f". The others: {listed}") if others else ""
        return say(
            f"下一笔钱先给 {best}：GPM {gpm[best]:,.1f}，保本只要 {least[best]:,.1f}{rest}。",
            f"The next money goes to {best}: GPM {gpm[best]:,.1f} where {least[best]:,.1f} breaks even{rest}.",
        )

    def channels(self) -> str:
        """What each channel brings, largest first."""
        share, gpm, roi = self.column("share"), self.column("gpm"), self.column("roi")
        parts = []
        for name in sorted(share, key=lambda n: -share[n]):
            rest = [f"GPM {gpm[name]:,.1f}"] if name in gpm else []
            rest += [f"ROI {roi[name]:.2f}"] if name in roi else []
            beside = self.month.say(f"（{'，'.join(rest)}）", f" ({', '.join(rest)})") if rest else ""
            parts.append(f"{name} {share[name]:.1%}{beside}")
        return (
            self.month.say("GMV 构成：", "GMV comes from: ")
            + self.month.say("；", "; ").join(parts)
            + self.month.say("。", ".")
        )

    def legend(self) -> str:
        """What the verdicts mean."""
        if not self.compare.has("verdict"):
            return self.month.say(
                "诊断（加投 / 降CPM / 补转化 / 停）需要毛利率：在 brand.toml 的 [economics] margin 里填上。",
                "Verdicts need the gross margin: set margin under [economics] in brand.toml.",
            )
        return self.month.say(
            "诊断：GPM ≥ 保本 GPM 是“现在赚”，GPM ≥ 基准是“滚得起来”。两样都有→加投；只滚得起来→降CPM（换流量，保内容）；"
            "只赚→补转化（能赚不能滚）；都没有→停。",
            "Verdict: GPM at or above break-even earns now; at or above the benchmark it rolls. "
            "Both: Scale. Rolls only: Lower CPM. Earns only: Lift CVR. Neither: Stop.",
        )

    # ---------------------------------------------------------------- titles
    def mix_title(self) -> str:
        """The message of the mix."""
        share, cost = self.column("share"), self.column("cost_share")
        period = self.month.say(*self.month.period)
        top = max(share, key=lambda n: share[n])
        spent = (
            self.month.say(f"、花费的 {cost[top]:.0%}", f", {cost[top]:.0%} of cost") if top in cost else ""
        )
        return self.month.say(
            f"{top}：GMV 的 {share[top]:.0%}{spent}（{period}）",
            f"{top}: {share[top]:.0%} of GMV{spent} ({period})",
        )

    def bubble_title(self) -> str:
        """The message of the bubbles: who is furthest up, and who furthest right."""
        say, period = self.month.say, self.month.say(*self.month.period)
        a, b = self.best("roi"), self.best("gpm")
        if a is None or b is None:
            return say(f"ROI 与 GPM（{period}）", f"ROI and GPM ({period})")
        roi, gpm = self.column("roi")[a], self.column("gpm")[b]
        return say(
            f"ROI 最高 {a} {roi:.1f}，GPM 最高 {b} {gpm:,.1f}（{period}）",
            f"Best ROI {a} {roi:.1f}, best GPM {b} {gpm:,.1f} ({period})",
        )

    def daily_title(self) -> str:
        """The message of the days."""
        gmv = self.ledger.column("daily", "gmv")
        days = self.ledger.column("daily", "date")
        peak = int(gmv.argmax())
        return self.month.say(
            f"每日 GMV（{self.unit}）与 GPM：最高 {days[peak].month}月{days[peak].day}日 {gmv[peak] / 1e4:.1f}万",
            f"GMV by day ({self.unit}) and GPM: peak {days[peak]:%d %b}, {gmv[peak] / 1e6:,.2f}M",
        )
