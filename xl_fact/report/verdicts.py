"""What is judged, by key: the verdict on a channel or a work, the advice on a creator, the quadrant of a work, the outcome of a
campaign.

A judgement travels as a `Term`: the word that stands in the cell, and the key that code asks for. Words are written
here and nowhere else; colours are looked up by key. Which verdict a channel gets, `RULES` says, from top to bottom; every
page, the sheet of definitions and docs/advice.md read them here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from xl_fact.report.month import Month
from xl_fact.words import Words

AMPLE: Final = 1.5
"""How many times the break-even ROI a channel must bring to be worth more money although its slope is below the benchmark."""
SAFE: Final = 1.1
"""How many times the break-even ROI it must bring to be worth more money at all: a margin that is a point lower than thought
would turn what lies below into a loss."""


@dataclass(frozen=True)
class Rule:
    """One rule: when it holds, what it says, why, what to do, and which money that is about."""

    word: Words
    when: Words
    why: Words
    action: Words
    amount: Words


RULES: Final[dict[str, Rule]] = {
    "coupons": Rule(
        Words("先算优惠券", "Coupons first"),
        Words(
            "ROI > 保本，净成交里含的优惠券不少于利润或投流部分",
            "ROI > break-even, coupons in net sales ≥ profit or its part where ads ran",
        ),
        Words(
            "优惠券若由店铺出，这里就亏；导出里没有说谁出",
            "if the shop bears the coupons it loses; the exports don't say who does",
        ),
        Words("先问清优惠券谁承担，再决定加不加投", "find out who bears the coupons before raising spend"),
        Words("含的优惠券", "coupons held"),
    ),
    "unplaced": Rule(
        Words("先分清花费", "Place costs"),
        Words(
            "自己的账够加投、可加投或保持，算上未分类里可能是它的花费与费用就不够",
            "its own figures say Scale, Can scale or Hold, but not with the unclassified costs that may be its",
        ),
        Words(
            "这笔花费或费用没有写明阵地，可能就是它的：现在的利润还没扣",
            "those costs name no channel and may be its: they are not off its profit yet",
        ),
        Words(
            "先补写明阵地的导出（见“利润表”开头），再决定加不加投",
            "add an export that names the channel (see the top of P&L) before raising spend",
        ),
        Words("没写明阵地的", "named no channel"),
    ),
    "wait": Rule(
        Words("先不加", "Cap spend"),
        Words(
            "够加投或可加投，但上一次加的钱没够本：它自己的；或全店的（没有哪个阵地自己明显涨）而又没有该少投、该停的可挪",
            "would be Scale or Can scale, but the last rise surely didn't pay: its own; or the shop's, spread over the channels, "
            "with none to cut or stop",
        ),
        Words(
            "平均还赚，最后加的那一块已经不赚：再加会亏在新加的钱上",
            "it still earns on average, but the last money added didn't: more would lose on what is added",
        ),
        Words(
            "不再加，上一次加的还在花就先减回去；再加先小额试一周，边际 ROI 高过保本才加",
            "add nothing, take the last rise back if it still runs; then add only what a small test pays back",
        ),
        Words("上次多花的", "the last rise"),
    ),
    "go": Rule(
        Words("加投", "Scale"),
        Words(
            f"利润与投流部分都 > 0，GPM ≥ 基准，ROI ≥ 保本 × {SAFE:g}",
            f"profit > 0, also where ads ran, GPM ≥ benchmark, ROI ≥ {SAFE:g} × break-even",
        ),
        Words("现在赚，流量也卖得动", "it makes money now, and its traffic converts"),
        Words(
            "放量：从该少投的阵地挪，或小步加，边际 ROI 接近保本就停手",
            "scale it: shift budget from what is cut, or raise spend in steps",
        ),
        Words("现在的利润", "profit now"),
    ),
    "fund": Rule(
        Words("可加投", "Can scale"),
        Words(
            f"利润与投流部分都 > 0，GPM < 基准或说不出，ROI ≥ 保本 × {AMPLE:g}",
            f"profit > 0, also where ads ran, GPM < benchmark or unknown, ROI ≥ {AMPLE:g} × break-even",
        ),
        Words(
            "卖得比基准慢或说不出快慢，但离保本还远，加一点仍然赚",
            "well above break-even: a little more still pays, though it sells less per 1000 than the benchmark, or unknown",
        ),
        Words(
            "可以小步加，同时补转化；看下一段的边际 ROI",
            "raise spend in small steps, work on conversion, watch marginal ROI",
        ),
        Words("现在的利润", "profit now"),
    ),
    "convert": Rule(
        Words("补转化", "Lift CVR"),
        Words(
            f"利润与投流部分都 > 0，GPM < 基准，ROI < 保本 × {AMPLE:g}",
            f"profit > 0, also where ads ran, GPM < benchmark, ROI < {AMPLE:g} × break-even",
        ),
        Words("能赚不能滚：余量薄，加钱会先亏", "profitable but thin: more spend would lose money first"),
        Words(
            "花费不变，改商品卡与详情承接、话术与组合价",
            "hold the spend; fix product page, pitch and bundle price",
        ),
        Words("可多卖的", "more sales"),
    ),
    "keep": Rule(
        Words("保持", "Hold"),
        Words(
            f"利润 > 0，投放低于最低花费，或 GPM 说不出而 ROI < 保本 × {AMPLE:g}",
            f"profit > 0, ad spend below the minimum, or GPM unknown and ROI < {AMPLE:g} × break-even",
        ),
        Words(
            "在赚，但看不出再投还赚不赚：没怎么投流，或没有 GPM 而余量薄",
            "makes money, but whether more ads would can't be told: hardly any ran, or GPM is unknown and the room thin",
        ),
        Words("保持；要放量先小额试投", "leave it as is; test a small budget before adding more"),
        Words("现在的利润", "profit now"),
    ),
    "slots": Rule(
        Words("谈坑位", "Slot fee"),
        Words(
            f"先于其余各条：ROI < 保本 × {SAFE:g} 而不算坑位费不低于它，或利润（连投流部分）≤ 0 而不算坑位费 > 0",
            f"before all others: ROI < {SAFE:g} × break-even but not without slot fees, or profit (or its part where ads ran) ≤ "
            "0 but > 0 without",
        ),
        Words(
            "只因坑位费才亏或余量薄；它已经付了，少投、停投都省不下",
            "only slot fees make it lose, or nearly; they are paid, to cut ads or to stop saves none of them",
        ),
        Words(
            "下次谈低坑位或改纯佣；这次照卖，加钱看不含坑位费的保本",
            "pay less for the next slot or commission only; go on selling, and add where break-even without slots is met",
        ),
        Words("坑位费", "slot fees"),
    ),
    "cpm": Rule(
        Words("降CPM", "Cut CPM"),
        Words(
            f"投流前利润（不算坑位费）> 0，GPM ≥ 基准，ROI < 保本 × {SAFE:g}",
            f"profit before ads and slots > 0, GPM ≥ benchmark, ROI < {SAFE:g} × break-even",
        ),
        Words(
            "卖得动，是流量太贵：已经亏，或者离亏不到一成",
            "it converts; its traffic costs too much: it loses money or nearly does",
        ),
        Words(
            "内容不动，降出价、换人群包、要自然流量；降不下来就少投流",
            "keep the content; lower bids or change audiences, and cut ads if that fails",
        ),
        Words("多付的投放", "overpaid"),
    ),
    "less": Rule(
        Words("少投流", "Cut ads"),
        Words(
            "投流前利润 > 0，利润或投流部分 ≤ 0（都不算坑位费），GPM < 基准或说不出，或投放低于最低花费",
            "profit before ads > 0, profit or its part where ads ran ≤ 0 (all before slots), GPM < benchmark or unknown, or "
            "hardly any ads",
        ),
        Words(
            "生意本身赚钱，是我们自己的投流在亏",
            "the business makes money by itself; our own ads lose it",
        ),
        Words("先减投放到不亏，生意照做", "cut ads until it stops losing money; keep the business going"),
        Words("投流那部分倒亏的", "lost on ads"),
    ),
    "stop": Rule(
        Words("停", "Stop"),
        Words("投流前利润（不算坑位费）≤ 0", "profit before ads and slots ≤ 0"),
        Words(
            "不投流也亏：货品、佣金、平台或退款已经吃完",
            "loses money even without ads: goods, commission, fees or refunds eat it all",
        ),
        Words(
            "停掉付费；哪项吃完的先改哪项（见“利润表”）：佣金、退款或价格",
            "stop paid traffic; first mend what eats it (see P&L): commission, refunds or price",
        ),
        Words("能省的投放", "ads saved"),
    ),
}
"""The verdicts, in the order in which the sheet's number of a rule counts them."""
_MOVED: Final = {
    "why": Words(
        "全店最后加的那一块已经不赚：总花费再加会亏，挪过来的不会",
        "the last money added in the whole shop didn't pay: more in total would lose, what is moved here would not",
    ),
    "action": Words(
        "只用从该少投、该停的阵地省下的钱加，总花费不变",
        "add only what is cut from other channels; the total stays",
    ),
}


def _while_all_waits(key: str) -> Rule:
    """A rule that asks for more, while the last rise of all spend didn't pay and there is money to move."""
    rule = RULES[key]
    when = Words(
        f"{rule.word.zh}，而全店上一次加的钱没够本（没有哪个阵地自己明显涨），有该少投、该停的可挪",
        f"{rule.word.en}, but the shop's last rise, spread over the channels, surely didn't pay, and some are to cut or stop",
    )
    return replace(rule, when=when, **_MOVED)


def _while_its_rise_paid(key: str, rest: Words) -> Rule:
    """A rule that cuts ads, while the last rise of the channel's own surely paid: `rest` is what to do with the rest."""
    rule = RULES[key]
    when = Words(
        f"{rule.word.zh}，而它自己上一次加的钱够本", f"{rule.word.en}, but its own last rise surely paid"
    )
    why = Words(
        "不赚或余量薄的是原来的花费，不是上一次加的",
        "the spend before it pays little or nothing, the last rise does",
    )
    action = Words(f"上一次加的那块够本，别减它：{rest.zh}", f"its last rise paid, keep that: {rest.en}")
    return replace(rule, when=when, why=why, action=action)


VARIANTS: Final[dict[str, tuple[str, Rule]]] = {
    "open": (
        "go",
        replace(
            RULES["go"],
            when=Words(
                "加投，而它自己上一次加的钱看不出够不够本",
                "Scale, but whether its own last rise paid is unclear",
            ),
            why=Words(
                "平均赚，最后加的那一块在寻常起伏之内：可能已经不赚",
                "it earns on average; the last money added is within the usual swing and may not have paid",
            ),
            action=Words(
                "小步加：一步看满一周，边际 ROI 高过保本才加下一步",
                "raise spend in small steps, a whole week each: the next only where the marginal ROI is above break-even",
            ),
        ),
    ),
    "moved_go": ("go", _while_all_waits("go")),
    "moved_fund": ("fund", _while_all_waits("fund")),
    "spared_cpm": (
        "cpm",
        _while_its_rise_paid(
            "cpm",
            Words(
                "其余的降出价、换人群包，降不下来就减",
                "lower bids or change audiences for the rest, or cut it",
            ),
        ),
    ),
    "spared_less": (
        "less",
        _while_its_rise_paid("less", Words("减其余的，到不亏为止", "cut the rest until it stops losing")),
    ),
    "adless": (
        "stop",
        replace(
            RULES["stop"],
            when=Words("停，而投放低于最低花费", "Stop, but ad spend below the minimum"),
            action=Words(
                "没有投流可停：哪项吃完的先改哪项（见“利润表”），佣金、退款或价格",
                "there are no ads to stop: first mend what eats it (see P&L), commission, refunds or price",
            ),
            amount=Words("亏的钱", "the loss"),
        ),
    ),
    "shops": (
        "wait",
        replace(
            RULES["wait"],
            when=Words(
                "先不加，而没够本的是全店上一次加的钱",
                "Cap spend, but it is the shop's last rise that didn't pay",
            ),
            why=Words(
                "全店最后加的那一块已经不赚：再加会亏在新加的钱上",
                "the last money added in the whole shop didn't pay: more would lose on what is added",
            ),
            action=Words(
                "不再加，全店上一次加的还在花就先减回去；再加先小额试一周，边际 ROI 高过保本才加",
                "add nothing, take the shop's last rise back if it still runs; then add only what a small test pays back",
            ),
            amount=Words("全店上次多花的", "shop's last rise"),
        ),
    ),
}
"""The same verdict with another action, beside which rule; the sheet counts these on after the rules, and the last holds."""
LINES: Final = {name: float(line) for line, name in enumerate(VARIANTS, len(RULES) + 1)}
"""The line of the table of rules of each variant."""
PLAYBOOK: Final[tuple[tuple[str, Rule], ...]] = (*RULES.items(), *VARIANTS.values())
"""All lines of the table of rules, with the key of the verdict of each."""
NUMBERS: Final = {key: float(number) for number, key in enumerate(RULES, 1)}
"""The number of each rule, by which the sheet's formulas name it."""
OWN: Final = "own_rules"
"""The table on 推导 of what each channel's own figures say, and whether it waits for the last rise of its spend."""
VERDICTS: Final = {key: rule.word for key, rule in RULES.items()}
"""The word of each."""
CHECKED: Final = {"pass": Words("通过", "PASS"), "fail": Words("未通过", "FAIL")}
"""What a check says. The cell that formulas ask, `xf_check`, holds PASS or FAIL in every language."""
ADVICE: Final = {
    "again": Words("复投", "Rebook"),
    "bargain": Words("停或谈价", "Stop or renegotiate"),
}
"""On a creator: earned; lost even without our own ads. One who earned before them only gets the channels' `less`."""
QUADRANTS: Final = {
    "neither": Words("双低", "both low"),
    "seen": Words("高曝光低转化", "seen, not sold"),
    "sells": Words("高转化低曝光", "sells, unseen"),
    "both": Words("双高", "both high"),
}
"""Of a work: exposure at or above the median, conversion at or above the pooled GPM."""

OUTCOMES: Final = {
    "paid": Words("够本", "Paid off"),
    "lost": Words("不够本", "Lost money"),
    "open": Words("看不出", "Unclear"),
}
"""Of money that was added, to a campaign or to a channel: what it brought against break-even; open within the usual swing."""


class Term(str):
    """A word of a judgement that knows its key."""

    key: str


def term(key: str, word: str) -> Term:
    """The word of a key."""
    found = Term(word)
    found.key = key
    return found


def terms(month: Month, words: Mapping[str, Words]) -> dict[str, Term]:
    """The words of a judgement in the report's language, by key."""
    return {key: term(key, month.say(*each)) for key, each in words.items()}


def key_of(value: Any) -> str:
    """The key of a judgement; empty where there is none."""
    return value.key if isinstance(value, Term) else ""
