"""The sentences of the analysis sheets, each with the figures it rests on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from xl_fact.core.channels import letter_of
from xl_fact.report.model import Ledger
from xl_fact.report.month import Month
from xl_fact.report.sections.creators import NOBODY
from xl_fact.report.sections.progress import VERDICTS


def texts(month: Month, ledger: Ledger) -> dict[str, str]:
    """The named texts of the sheets that this report has."""
    found: dict[str, str] = {}
    for table, tell in _TELLERS.items():
        if table in ledger.tables:
            found |= tell(month, ledger)
    return found


def money(month: Month, amount: float) -> str:
    """An amount as people say it: in 万, or with thousands."""
    unit = month.say(*month.unit)
    if month.lang == "en":
        return f"{unit} {amount:,.0f}"
    return f"{amount / 1e4:.1f}万{unit}" if abs(amount) >= 1e4 else f"{amount:,.0f}{unit}"


def listed(month: Month, names: Sequence[str]) -> str:
    """Names one after the other."""
    return month.say("、", ", ").join(names)


def quoted(month: Month, title: str) -> str:
    """The title of a work, which may hold commas of its own."""
    return month.say(f"“{title}”", f"'{title}'")


def _bridge(month: Month, ledger: Ledger) -> dict[str, str]:
    """Traffic or conversion, and how much of GPM's change is only mix."""
    total = {
        key: ledger.total("mix", key) for key in ("gmv_before", "gmv_after", "base_before", "base_after")
    }
    old, new = ledger.total("mix", "gpm_before"), ledger.total("mix", "gpm_after")
    gmv = total["gmv_after"] / total["gmv_before"] - 1 if total["gmv_before"] > 0 else math.nan
    base = total["base_after"] / total["base_before"] - 1 if total["base_before"] > 0 else math.nan
    change, line = new - old, ""
    if min(1 + gmv, 1 + base, old, new) > 0:
        line = _gmv_cause(month, gmv, base, new / old - 1)
    line += _gpm_cause(month, ledger, old, new)
    title = ""
    if "factors" in ledger.tables:
        names, effects = ledger.column("factors", "factor"), ledger.column("factors", "effect")
        most = max(range(len(names)), key=lambda i: abs(effects[i]) if math.isfinite(effects[i]) else -1.0)
        periods, unit = ledger.column("periods", "period"), month.say(*month.unit)
        title = month.say(
            f"GPM 变化 {change:+,.1f} {unit}/千次，{names[most]}影响最大（{effects[most]:+,.1f}）：{periods[0]} → {periods[1]}",
            f"GPM changed by {change:+,.1f} {unit} per 1000, {names[most]} most of all ({effects[most]:+,.1f}): "
            f"{periods[0]} → {periods[1]}",
        )
    return {"bridge_sentence": line, "bridge_title": title}


def _gmv_cause(month: Month, gmv: float, base: float, gpm: float) -> str:
    """Whether GMV moved by traffic or by what traffic sells: the one that went its way, unless both all but cancel."""
    effects = {"traffic": math.log1p(base), "sells": math.log1p(gpm)}
    moved, words = math.log1p(gmv), month.base_words
    if abs(moved) < max(map(abs, effects.values())) / 4:
        cause = month.say("流量与 GPM 两相抵消", "traffic and GPM cancel")
    elif max(effects, key=lambda key: effects[key] * math.copysign(1, moved)) == "traffic":
        cause = month.say("主要因为流量", "mostly traffic")
    else:
        cause = month.say("主要因为转化与客单（GPM）", "mostly conversion and basket (GPM)")
    return month.say(
        f"GMV {gmv:+.1%}，{cause}：{words.zh} {base:+.1%}，GPM {gpm:+.1%}。",
        f"GMV {gmv:+.1%}, {cause}: {words.en} {base:+.1%}, GPM {gpm:+.1%}. ",
    )


def _gpm_cause(month: Month, ledger: Ledger, old: float, new: float) -> str:
    """Whether GPM changed by mix or by rate, and the carrier that did most of it."""
    effects = {key: ledger.total("mix", key) for key in ("mix", "rate")}
    cause = max(effects, key=lambda key: abs(effects[key]))
    each = ledger.column("mix", cause)
    most = max(range(len(each)), key=lambda i: abs(each[i]) if math.isfinite(each[i]) else -1.0)
    owner, carrier = ledger.column("mix", "owner")[most], ledger.column("mix", "carrier")[most]
    return month.say(
        f"GPM {old:,.1f} → {new:,.1f}（{new - old:+,.1f}）：结构 {effects['mix']:+,.1f}，效率 {effects['rate']:+,.1f}；"
        f"主要是{'结构' if cause == 'mix' else '效率'}，其中{owner}{carrier} {each[most]:+,.1f}。",
        f"GPM {old:,.1f} → {new:,.1f} ({new - old:+,.1f}): mix {effects['mix']:+,.1f}, rate {effects['rate']:+,.1f}; "
        f"mostly {cause}, {owner} {carrier} {each[most]:+,.1f} of it.",
    )


def _own(month: Month, ledger: Ledger) -> dict[str, str]:
    names, gmv = ledger.column("own_carriers", "carrier"), ledger.column("own_carriers", "gmv")
    gpm, share = ledger.column("own_carriers", "gpm"), ledger.column("own_carriers", "share")
    first, unit = int(gmv.argmax()), month.say(*month.unit)
    steep = max(range(len(names)), key=lambda i: gpm[i] if math.isfinite(gpm[i]) else -1.0)
    line = month.say(
        f"自营里{names[first]}卖得最多（{share[first]:.1%}），GPM 最高的是{names[steep]}（{gpm[steep]:,.1f} {unit}/千次）。",
        f"Of the own carriers {names[first]} sells most ({share[first]:.1%}); "
        f"{names[steep]} has the highest GPM ({gpm[steep]:,.1f}).",
    )
    if "sessions" in ledger.tables:
        sessions, sold = ledger.column("sessions", "session"), ledger.column("sessions", "gmv")
        best = int(sold.argmax())
        line += month.say(
            f"卖得最多的一场：{sessions[best]}（{money(month, sold[best])}）。",
            f" The session that sold most: {sessions[best]} ({money(month, sold[best])}).",
        )
    return {"own_sentence": line}


def _creators(month: Month, ledger: Ledger) -> dict[str, str]:
    names, gmv = ledger.column("creators", "creator"), ledger.column("creators", "gmv")
    cumulative = ledger.column("creators", "cumulative")
    few = min(5, len(names))
    line = month.say(
        f"卖得最多的是 {names[0]}（{money(month, gmv[0])}）；前 {few} 位占达人 GMV 的 {cumulative[few - 1]:.0%}。",
        f"{names[0]} sold most ({money(month, gmv[0])}); the first {few} make {cumulative[few - 1]:.0%} of the creators' GMV.",
    )
    if ledger.tables["creators"].has("profit"):
        line += _again(month, names, ledger.column("creators", "profit"))
    title = month.say(
        f"前 {few} 位占达人 GMV 的 {cumulative[few - 1]:.0%}",
        f"The first {few} make {cumulative[few - 1]:.0%} of the creators' GMV",
    )
    period = month.say(*month.period)
    return {
        "creators_sentence": line,
        "creators_title": f"{title}（{period}）" if month.lang == "zh" else f"{title} ({period})",
    }


def _again(month: Month, names: Sequence[str], profit: Sequence[float]) -> str:
    """Who earned most and is asked again, and who lost most."""
    known = [i for i in range(len(names)) if math.isfinite(profit[i]) and names[i] not in NOBODY]
    earned = sorted((i for i in known if profit[i] > 0), key=lambda i: -profit[i])
    lost = sorted((i for i in known if profit[i] <= 0), key=lambda i: profit[i])
    line = month.say(
        f"有名字的 {len(known)} 位里 {len(earned)} 位毛利为正。",
        f" Of the {len(known)} named {len(earned)} earned.",
    )
    if earned:
        line += month.say(
            f"先复投：{listed(month, [names[i] for i in earned[:3]])}。",
            f" Ask again first: {listed(month, [names[i] for i in earned[:3]])}.",
        )
    if lost:
        line += month.say(
            f"停或谈价：{listed(month, [names[i] for i in lost[:3]])}（最多亏 {money(month, -profit[lost[0]])}）。",
            f" Stop or bargain: {listed(month, [names[i] for i in lost[:3]])} (the first lost {money(month, -profit[lost[0]])}).",
        )
    return line


def _spend(month: Month, ledger: Ledger) -> dict[str, str]:
    label, roi = ledger.column("weeks", "label"), ledger.column("weeks", "roi")
    marginal, unit = ledger.column("weeks", "marginal"), month.say(*month.unit)
    known = [i for i in range(len(roi)) if math.isfinite(roi[i])]
    if not known:
        return {"spend_sentence": "", "spend_title": ""}
    best = max(known, key=lambda i: roi[i])
    worst = min(known, key=lambda i: roi[i])
    line = _worth(month, ledger) + month.say(
        f"ROI 最高的一段是 {label[best]} 日（{roi[best]:.2f}），最低 {label[worst]} 日（{roi[worst]:.2f}）。",
        f"ROI was highest in {label[best]} ({roi[best]:.2f}) and lowest in {label[worst]} ({roi[worst]:.2f}).",
    )
    last = len(marginal) - 1
    if math.isfinite(marginal[last]):
        line += month.say(
            f"最后一段边际 ROI {marginal[last]:.2f}。", f" The last marginal ROI is {marginal[last]:.2f}."
        )
    if month.base == "plays":
        line += _pull(month, ledger)
    period = month.say(*month.period)
    title = month.say(
        f"ROI 最高 {label[best]} 日 {roi[best]:.2f}，最低 {label[worst]} 日 {roi[worst]:.2f}；"
        f"日均 GMV 与花费（{unit}，{period}）",
        f"ROI best in {label[best]} at {roi[best]:.2f}, worst in {label[worst]} at {roi[worst]:.2f}; "
        f"GMV and cost a day ({unit}, {period})",
    )
    return {"spend_sentence": line, "spend_title": title}


def _worth(month: Month, ledger: Ledger) -> str:
    """The month's ROI against the one that loses nothing; empty while the margin is unknown."""
    if "breakeven_roi" not in ledger.figures:
        return ""
    roi, least = ledger.figure("spend_roi"), ledger.figure("breakeven_roi")
    if not (math.isfinite(roi) and math.isfinite(least)):
        return ""
    earns = roi >= least
    return month.say(
        f"ROI {roi:.2f}，保本 {least:.2f}：钱花得{'值' if earns else '不够本'}。",
        f"ROI {roi:.2f} against {least:.2f} to break even: {'worth the money' if earns else 'not worth the money'}. ",
    )


def _pull(month: Month, ledger: Ledger) -> str:
    """The warning where plays per 100 yuan and GPM point to different channels."""
    names = ledger.column("compare", "channel")
    gpm, cpm = ledger.column("compare", "gpm"), ledger.column("compare", "cpm")
    held = [i for i in range(len(names)) if math.isfinite(gpm[i]) and cpm[i] > 0]
    if len(held) < 2:
        return ""
    cheap, steep = min(held, key=lambda i: cpm[i]), max(held, key=lambda i: gpm[i])
    if cheap == steep:
        return ""
    unit = month.say(*month.unit)
    yields = {i: 100 / cpm[i] * 1000 for i in (cheap, steep)}
    return month.say(
        f"注意：按 DOU+ 看法（100 {unit}买多少播放）{names[cheap]} 好（{yields[cheap]:,.0f} 次），按 GPM {names[steep]} 好，"
        f"而它 100 {unit}只买 {yields[steep]:,.0f} 次：两种看法不一致。",
        f" Beware: by plays per 100 {unit} {names[cheap]} is better ({yields[cheap]:,.0f}), by GPM {names[steep]}, "
        f"which gets only {yields[steep]:,.0f}: the two readings pull apart.",
    )


def _campaigns(month: Month, ledger: Ledger) -> dict[str, str]:
    names = ledger.column("campaigns", "name")
    parts = [_campaign(month, ledger, i, name) for i, name in enumerate(names)]
    gmv, lift = ledger.column("campaigns", "gmv"), ledger.column("campaigns", "lift_rate")
    top, unit, period = int(gmv.argmax()), month.say(*month.unit), month.say(*month.period)
    above = (
        month.say(
            f"：{names[top]} 比平常 {lift[top]:+.0%}", f": {names[top]} {lift[top]:+.0%} on normal days"
        )
        if math.isfinite(lift[top])
        else ""
    )
    return {
        "campaign_sentence": month.say("；", "; ").join(parts) + month.say("。", "."),
        "campaign_title": month.say(
            f"每日 GMV，浅黄为活动日{above}（{unit}，{period}）",
            f"GMV by day, campaign days pale yellow{above} ({unit}, {period})",
        ),
    }


_WORTH_TELLING = 0.05
"""Of a campaign's cost, the extra that an ROI of its lift must rest on to be told in words."""


def _campaign(month: Month, ledger: Ledger, row: int, name: str) -> str:
    """What one campaign sold, what that was above normal, and what is left of it after the dip."""

    def held(key: str) -> float:
        if not ledger.tables["campaigns"].has(key):
            return math.nan
        return float(ledger.column("campaigns", key)[row])

    line = month.say(f"{name} 卖 {money(month, held('gmv'))}", f"{name} sold {money(month, held('gmv'))}")
    if not math.isfinite(held("lift_rate")):
        return line + month.say("（没有平常日可比）", " (no normal days to compare)")
    line += month.say(f"，比平常 {held('lift_rate'):+.1%}", f", {held('lift_rate'):+.1%} on normal days")
    if math.isfinite(held("dip")):
        line += month.say(
            f"，活动后 {held('dip'):+.1%}，扣回落多卖 {money(month, held('net_lift'))}",
            f", {held('dip'):+.1%} in the days after; lift with these {money(month, held('net_lift'))}",
        )
    if math.isfinite(held("net_roi")) and held("more") >= _WORTH_TELLING * held("cost"):
        line += month.say(f"，增量 ROI {held('net_roi'):.2f}", f", its ROI {held('net_roi'):.2f}")
    return line


def _pacing(month: Month, ledger: Ledger) -> dict[str, str]:
    if "pace_done" not in ledger.figures:
        return {}
    done, gap = ledger.figure("pace_done"), ledger.figure("pace_gap")
    unit, period = month.say(*month.unit), month.say(*month.period)
    ahead = month.say("领先" if gap >= 0 else "落后", "ahead" if gap >= 0 else "behind")
    return {
        "pacing_title": month.say(
            f"目标完成 {done:.1%}，{ahead} {abs(gap):.1f} 个百分点：累计 GMV（{unit}，{period}）",
            f"{done:.1%} of the target, {abs(gap):.1f} points {ahead}: GMV so far ({unit}, {period})",
        )
    }


def _people(month: Month, ledger: Ledger) -> dict[str, str]:
    parts = []
    if "refunds" in ledger.tables:
        rate = ledger.total("refunds", "rate")
        parts.append(month.say(f"退款率（支付时间）{rate:.1%}", f"refund rate by payment day {rate:.1%}"))
        before = month.previous
        if before is not None and before.has("refund") and "changes" in ledger.tables:
            then, moved = ledger.cell("changes", "refund_rate", 1), ledger.cell("changes", "refund_rate", 2)
            if math.isfinite(then) and math.isfinite(moved):
                worse = month.say("变坏" if moved > 0 else "没有变坏", "worse" if moved > 0 else "no worse")
                parts.append(
                    month.say(
                        f"上月 {then:.1%}，{worse}（{moved:+.1f}pp）",
                        f"{worse} than {then:.1%} ({moved:+.1f}pp)",
                    )
                )
        if ledger.tables["refunds"].has("late_rate"):
            late = ledger.total("refunds", "late_rate")
            parts.append(month.say(f"按退款时间 {late:.1%}", f"by refund day {late:.1%}"))
    if "customers" in ledger.tables:
        share = ledger.total("customers", "new_share")
        parts.append(month.say(f"新客占 {share:.1%}", f"new customers make {share:.1%}"))
    line = month.say("，", ", ").join(parts) + month.say("。", ".")
    return {"people_sentence": line[:1].upper() + line[1:]}


def _fit(month: Month, ledger: Ledger) -> dict[str, str]:
    names, scores = ledger.column("positions", "position"), ledger.column("positions", "fit")
    effort = ledger.column("positions", "effort")
    lead = max(range(len(names)), key=lambda i: (scores[i], -i))
    most = max(range(len(names)), key=lambda i: (effort[i], -i))
    line = month.say(
        f"最适合 {names[lead]}（适配 {scores[lead]:.1f}），精力最多给 {names[most]}（{effort[most]:.1%}）；C 活动场场参加。",
        f"{names[lead]} fits best ({scores[lead]:.1f}); most effort goes to {names[most]} ({effort[most]:.1%}); "
        "C: always take part.",
    )
    if lead != most and letter_of(names[most]) == "A":
        line += month.say("两者不同：为 A 点名的力更多。", " They differ because more strengths speak for A.")
    return {"fit_sentence": line, "radar_title": _radar(month, ledger)}


def _radar(month: Month, ledger: Ledger) -> str:
    """The strongest and the weakest of the four."""
    names, scores = ledger.column("strengths", "strength"), ledger.column("strengths", "score")
    top, low = int(scores.argmax()), int(scores.argmin())
    period = month.say(*month.period)
    return month.say(
        f"{names[top]}最强（{scores[top]:.1f}），{names[low]}最弱（{scores[low]:.1f}）：分，{period}",
        f"{names[top]} strongest ({scores[top]:.1f}), {names[low]} weakest ({scores[low]:.1f}); points, {period}",
    )


def _contents(month: Month, ledger: Ledger) -> dict[str, str]:
    quadrants = list(ledger.column("contents", "quadrant"))
    names, gpm = ledger.column("contents", "content"), ledger.column("contents", "gpm")
    hidden = month.say("高转化低曝光", "sells, unseen")
    loud = month.say("高曝光低转化", "seen, not sold")
    chance = sorted((i for i, q in enumerate(quadrants) if q == hidden), key=lambda i: -gpm[i])
    line = _scaled(month, ledger, names)
    line += month.say(
        f"高转化低曝光 {len(chance)} 条（最有机会反击），高曝光低转化 {quadrants.count(loud)} 条。",
        f"{len(chance)} sell well unseen and have their chance; {quadrants.count(loud)} are seen and don't sell.",
    )
    if chance:
        line += month.say(
            f"先看：{quoted(month, names[chance[0]])}（GPM {gpm[chance[0]]:,.1f}）。",
            f" Look first at: {quoted(month, names[chance[0]])} (GPM {gpm[chance[0]]:,.1f}).",
        )
    return {"contents_sentence": line}


def _scaled(month: Month, ledger: Ledger, names: Sequence[str]) -> str:
    """Which works earn and sell, most profit first; empty where profit is unknown."""
    if not ledger.tables["contents"].has("advice"):
        return ""
    advice, profit = ledger.column("contents", "advice"), ledger.column("contents", "profit")
    again = sorted(
        (i for i, word in enumerate(advice) if word == VERDICTS["go"].text(month.lang)),
        key=lambda i: -profit[i],
    )
    lost = [i for i in range(len(names)) if profit[i] < 0]
    line = ""
    if again:
        best = listed(month, [quoted(month, names[i]) for i in again[:3]])
        line = month.say(f"再投：{best}。", f"Again: {best}. ")
    if lost:
        worst = min(lost, key=lambda i: profit[i])
        line += month.say(
            f"亏的 {len(lost)} 条，最多的是{quoted(month, names[worst])}（{money(month, profit[worst])}）。",
            f"{len(lost)} lost money, most of all {quoted(month, names[worst])} ({money(month, profit[worst])}). ",
        )
    return line


_TELLERS: dict[str, Callable[[Month, Ledger], dict[str, str]]] = {
    "daily": _pacing,
    "mix": _bridge,
    "own_carriers": _own,
    "creators": _creators,
    "weeks": _spend,
    "campaigns": _campaigns,
    "refunds": _people,
    "customers": _people,
    "positions": _fit,
    "contents": _contents,
}
