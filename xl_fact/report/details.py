"""The sentences of the analysis sheets, each with the figures it rests on."""

from __future__ import annotations

import math
from collections.abc import Callable

from xl_fact.core.channels import letter_of
from xl_fact.report.model import Ledger
from xl_fact.report.month import Month


def texts(month: Month, ledger: Ledger) -> dict[str, str]:
    """The named texts of the sheets that this report has."""
    found: dict[str, str] = {}
    for table, tell in _TELLERS.items():
        if table in ledger.tables:
            found |= tell(month, ledger)
    return found


def _bridge(month: Month, ledger: Ledger) -> dict[str, str]:
    old, new = ledger.total("mix", "gpm_before"), ledger.total("mix", "gpm_after")
    mix, rate = ledger.total("mix", "mix"), ledger.total("mix", "rate")
    change = new - old
    cause = month.say("结构", "mix") if abs(mix) > abs(rate) else month.say("效率", "rate")
    sentence = month.say(
        f"GPM {old:,.1f} → {new:,.1f}（{change:+,.1f}）：结构 {mix:+,.1f}，效率 {rate:+,.1f}；主要是{cause}。",
        f"GPM {old:,.1f} → {new:,.1f} ({change:+,.1f}): mix {mix:+,.1f}, rate {rate:+,.1f}; mostly {cause}.",
    )
    title = ""
    if "factors" in ledger.tables:
        names, effects = ledger.column("factors", "factor"), ledger.column("factors", "effect")
        most = max(range(len(names)), key=lambda i: abs(effects[i]) if math.isfinite(effects[i]) else -1.0)
        title = month.say(
            f"GPM 变化 {change:+,.1f} 元/千次，{names[most]}影响最大（{effects[most]:+,.1f}）",
            f"GPM changed by {change:+,.1f}; {names[most]} most of all ({effects[most]:+,.1f})",
        )
    return {"bridge_sentence": sentence, "bridge_title": title}


def _own(month: Month, ledger: Ledger) -> dict[str, str]:
    names, gmv = ledger.column("own_carriers", "carrier"), ledger.column("own_carriers", "gmv")
    gpm, share = ledger.column("own_carriers", "gpm"), ledger.column("own_carriers", "share")
    first = int(gmv.argmax())
    steep = max(range(len(names)), key=lambda i: gpm[i] if math.isfinite(gpm[i]) else -1.0)
    return {
        "own_sentence": month.say(
            f"自营里{names[first]}卖得最多（{share[first]:.1%}），GPM 最高的是{names[steep]}（{gpm[steep]:,.1f} 元/千次）。",
            f"Of the own carriers {names[first]} sells most ({share[first]:.1%}); "
            f"{names[steep]} has the highest GPM ({gpm[steep]:,.1f}).",
        )
    }


def _creators(month: Month, ledger: Ledger) -> dict[str, str]:
    names, gmv = ledger.column("creators", "creator"), ledger.column("creators", "gmv")
    cumulative = ledger.column("creators", "cumulative")
    few = min(5, len(names))
    line = month.say(
        f"卖得最多的是 {names[0]}（{gmv[0] / 1e4:,.1f}万）；前 {few} 位占达人 GMV 的 {cumulative[few - 1]:.0%}。",
        f"{names[0]} sold most ({gmv[0]:,.0f}); the first {few} make {cumulative[few - 1]:.0%} of the creators' GMV.",
    )
    if ledger.tables["creators"].has("profit"):
        earning = int((ledger.column("creators", "profit") > 0).sum())
        line += month.say(
            f"列出的 {len(names)} 位里 {earning} 位毛利为正。",
            f" Of the {len(names)} listed {earning} earned.",
        )
    title = month.say(
        f"前 {few} 位占 {cumulative[few - 1]:.0%}", f"The first {few} make {cumulative[few - 1]:.0%}"
    )
    period = month.say(*month.period)
    return {
        "creators_sentence": line,
        "creators_title": f"{title}（{period}）" if month.lang == "zh" else f"{title} ({period})",
    }


def _spend(month: Month, ledger: Ledger) -> dict[str, str]:
    label, roi = ledger.column("weeks", "label"), ledger.column("weeks", "roi")
    marginal = ledger.column("weeks", "marginal")
    known = [i for i in range(len(roi)) if math.isfinite(roi[i])]
    if not known:
        return {"spend_sentence": "", "spend_title": ""}
    best = max(known, key=lambda i: roi[i])
    worst = min(known, key=lambda i: roi[i])
    line = month.say(
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
    title = month.say("日均花费、日均 GMV 与 ROI", "Cost and GMV a day, and ROI")
    return {"spend_sentence": line, "spend_title": f"{title}（{month.say(*month.period)}）"}


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
    yields = {i: 100 / cpm[i] * 1000 for i in (cheap, steep)}
    return month.say(
        f"注意：按 DOU+ 看法（100 元买多少播放）{names[cheap]} 好（{yields[cheap]:,.0f} 次），按 GPM {names[steep]} 好，"
        f"而它 100 元只买 {yields[steep]:,.0f} 次：两种看法不一致。",
        f" Beware: by plays per 100 yuan {names[cheap]} is better ({yields[cheap]:,.0f}), by GPM {names[steep]}, "
        f"which gets only {yields[steep]:,.0f}: the two readings pull apart.",
    )


def _campaigns(month: Month, ledger: Ledger) -> dict[str, str]:
    names, lift = ledger.column("campaigns", "name"), ledger.column("campaigns", "lift_rate")
    gmv = ledger.column("campaigns", "gmv")
    parts = [
        month.say(f"{name} 卖 {gmv[i] / 1e4:,.1f}万", f"{name} sold {gmv[i]:,.0f}")
        + (
            f"（{lift[i]:+.1%}）"
            if math.isfinite(lift[i])
            else month.say("（没有平常日可比）", " (no normal days to compare)")
        )
        for i, name in enumerate(names)
    ]
    title = month.say(
        f"每日 GMV，浅黄为活动日（{month.say(*month.period)}）",
        f"GMV by day, campaign days pale yellow ({month.say(*month.period)})",
    )
    return {
        "campaign_sentence": month.say("；", "; ").join(parts) + month.say("。", "."),
        "campaign_title": title,
    }


def _pacing(month: Month, ledger: Ledger) -> dict[str, str]:
    if "pace_done" not in ledger.figures:
        return {}
    done, gap = ledger.figure("pace_done"), ledger.figure("pace_gap")
    ahead = month.say("领先" if gap >= 0 else "落后", "ahead" if gap >= 0 else "behind")
    return {
        "pacing_title": month.say(
            f"目标完成 {done:.1%}，{ahead} {abs(gap):.1f} 个百分点",
            f"{done:.1%} of the target, {abs(gap):.1f} points {ahead}",
        )
    }


def _people(month: Month, ledger: Ledger) -> dict[str, str]:
    parts = []
    if "customers" in ledger.tables:
        share = ledger.total("customers", "new_share")
        parts.append(month.say(f"新客占 {share:.1%}", f"new customers make {share:.1%}"))
    if "refunds" in ledger.tables:
        rate = ledger.total("refunds", "rate")
        parts.append(month.say(f"退款率（支付时间）{rate:.1%}", f"refund rate by payment day {rate:.1%}"))
        if ledger.tables["refunds"].has("late_rate"):
            late = ledger.total("refunds", "late_rate")
            parts.append(month.say(f"按退款时间 {late:.1%}", f"by refund day {late:.1%}"))
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
    return {"fit_sentence": line}


def _contents(month: Month, ledger: Ledger) -> dict[str, str]:
    quadrants = list(ledger.column("contents", "quadrant"))
    names = ledger.column("contents", "content")
    hidden = month.say("高转化低曝光", "sells, unseen")
    loud = month.say("高曝光低转化", "seen, not sold")
    chance = [names[i] for i, q in enumerate(quadrants) if q == hidden]
    line = month.say(
        f"高转化低曝光 {len(chance)} 条（最有机会反击），高曝光低转化 {quadrants.count(loud)} 条。",
        f"{len(chance)} sell well unseen and have their chance; {quadrants.count(loud)} are seen and don't sell.",
    )
    if chance:
        line += month.say(f"先看：{chance[0]}。", f" Look first at: {chance[0]}.")
    return {"contents_sentence": line}


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
