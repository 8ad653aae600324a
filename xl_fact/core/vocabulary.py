"""The words of the trade that an argument or an import accepts, said once.

Names are compared `normalised`: full-width, capitals, spaces, colons and quotes make no difference. What is in no
list is unknown, and unknown is said ("?"), never guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, TypeVar

from xl_fact.core.numbers import MISSING, STRIP

T = TypeVar("T")

IGNORED: Final = str.maketrans(dict.fromkeys(f'{STRIP}:"', None))


@lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """A name as it is compared.

    Examples
    --------
    >>> normalised(" 合 计："), normalised("Ｇｒａｎｄ Total")
    ('合计', 'grandtotal')
    """
    return unicodedata.normalize("NFKC", text).translate(IGNORED).casefold()


@dataclass(frozen=True)
class Group:
    """Words that mean the same.

    Attributes
    ----------
    key : str
        What they mean, as a function answers it.
    zh, en : str
        The same for people.
    words : tuple of str
        As people write them, Chinese first.
    """

    key: str
    zh: str
    en: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """All words that an argument accepts, group by group.

    Attributes
    ----------
    zh, en : str
        What becomes of any other word.
    """

    groups: tuple[Group, ...]
    zh: str
    en: str

    def key(self, text: str) -> str | None:
        """What a word means; None for one that is in no group."""
        return self._keys.get(normalised(text))

    def words(self, key: str) -> tuple[str, ...]:
        """The normalised words of a meaning."""
        return tuple(word for word, of in self._keys.items() if of == key)

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {normalised(word): group.key for group in self.groups for word in group.words}


def each_once(judge: Callable[[str], T], texts: Iterable[str]) -> list[T]:
    """What a judge says of every text, each distinct one asked about once.

    Examples
    --------
    >>> each_once(len, ["ab", "c", "ab"])
    [2, 1, 2]
    """
    texts = list(texts)
    known = {text: judge(text) for text in set(texts)}
    return [known[text] for text in texts]


# ---------------------------------------------------------------- totals
TOTALS: Final = (
    "合计", "总计", "小计", "共计", "合計", "總計", "小計", "共計", "總和", "總數", "匯總", "彙總",
    "总和", "总数", "总体", "汇总", "全部", "全店", "大盘", "整体", "不限", "所有", "累计",
    "total", "totals", "grand total", "sub total", "sum", "summary", "all", "overall", "whole", "tổng", "tổng cộng",
    "jumlah",
)  # fmt: skip
"""Names of rows that hold what stands in other rows already."""
TOTAL_ENDINGS: Final = ("合计", "总计", "小计", "汇总", "合計", "總計", "小計", "匯總", "彙總", "total")
"""How such a name may end: 直播合计, Live total."""

_FRAME: Final = str.maketrans(dict.fromkeys("【】", None))
_TOTALS: Final = frozenset(map(normalised, TOTALS))


def is_total(name: str) -> bool:
    """Whether a row's name says that it sums other rows.

    Examples
    --------
    >>> [is_total(name) for name in ("合 计：", "【合計】", "Grand Total", "合计（元）", "直播", "")]
    [True, True, True, True, False, False]
    """
    base = normalised(name).translate(_FRAME).partition("(")[0]
    return base in _TOTALS or base.endswith(TOTAL_ENDINGS)


# ---------------------------------------------------------------- campaigns
NO_CAMPAIGN: Final = (
    "日常", "平销", "日销", "平日", "平时", "常规", "非活动", "非大促", "无活动", "无", "否", "不是",
    "none", "no", "n", "false", "not a campaign", "0", "/",
)  # fmt: skip
"""How a row says that it belongs to no campaign."""

_NO_CAMPAIGN: Final = frozenset(map(normalised, (*NO_CAMPAIGN, *MISSING)))


def is_campaign(flag: str) -> bool:
    """Whether a row's flag names a campaign.

    Examples
    --------
    >>> [is_campaign(flag) for flag in ("618", "1", "日常", "None", "", "--")]
    [True, True, False, False, False, False]
    """
    return normalised(flag) not in _NO_CAMPAIGN


# ---------------------------------------------------------------- owners, carriers, levels
OWN, PARTNER = "own", "partner"
OWNERS: Final = Vocabulary(
    (
        Group(
            OWN, "自营", "the shop's own", ("自营", "自播", "商家", "官方", "self", "seller", "own", "shop")
        ),
        Group(
            PARTNER,
            "合作",
            "a partner's",
            ("合作", "达人", "联盟", "partner", "creator", "affiliate", "alliance"),
        ),
    ),
    "其他写法看不出归属，得“?”",
    'of any other nobody can tell whose it is: "?"',
)
CONTENT, SHELF = "content", "shelf"
CARRIERS: Final = Vocabulary(
    (
        Group(
            CONTENT,
            "内容",
            "content",
            ("直播", "直播间", "短视频", "视频", "图文", "live", "livestream", "video", "short video", "photo", "image"),
        ),
        Group(
            SHELF,
            "货架",
            "the shelf",
            ("商品卡", "其他", "橱窗", "商城", "搜索", "店铺", "product card", "shop tab", "mall", "search", "other"),
        ),
    ),
    "合计行与其他写法得“?”，合作行不看载体（合计行除外）",
    'a total or any other word is "?"; of a partner\'s row only a total is',
)  # fmt: skip
HEAD, MIDDLE = "head", "other"
LEVELS: Final = Vocabulary(
    (
        Group(
            HEAD,
            "头部",
            "head",
            ("头部", "头部达人", "头部主播", "头部大V", "超头", "超头部", "head", "top", "top-kol", "top kol", "mega"),
        ),
        Group(
            MIDDLE,
            "其他等级",
            "any other level",
            (
                "肩部", "腰部", "中腰部", "腰尾部", "尾部", "底部", "肩部达人", "腰部达人", "中腰部达人", "尾部达人",
                "素人", "普通", "达人", "koc", "waist", "middle", "mid", "tail", "micro", "nano", "small",
            ),
        ),
    ),
    "其他写法看粉丝数；粉丝数也没有时得“?”",
    'of any other the followers decide, and without them it is "?"',
)  # fmt: skip

# ---------------------------------------------------------------- how something is to be read
RANGES: Final = Vocabulary(
    (
        Group("low", "低值", "the lower bound", ("low", "低")),
        Group("middle", "中值", "the middle", ("middle", "中")),
        Group("high", "高值", "the upper bound", ("high", "高")),
    ),
    "其他写法得 #VALUE!",
    "any other is #VALUE!",
)
ORDERS: Final = Vocabulary(
    (
        Group("dmy", "日月年", "day, month, year", ("dmy", "日月年")),
        Group("mdy", "月日年", "month, day, year", ("mdy", "月日年")),
    ),
    "其他写法得 #VALUE!",
    "any other is #VALUE!",
)
LANGUAGES: Final = Vocabulary(
    (
        Group("zh", "中文", "Chinese", ("zh", "cn", "中文", "中")),
        Group("en", "英文", "English", ("en", "english", "英文", "英")),
    ),
    "其他写法得 #VALUE!",
    "any other is #VALUE!",
)
TOTAL_ROWS: Final = Vocabulary(
    (Group("total", "合计行，跳过", "total rows, passed over", TOTALS),),
    f"以 {'、'.join(TOTAL_ENDINGS)} 结尾的也是",
    f"names that end in {', '.join(TOTAL_ENDINGS)} too",
)
CAMPAIGNS: Final = Vocabulary(
    (Group("no", "不属于活动", "no campaign", NO_CAMPAIGN),),
    "空白与“--”之类也是；其他写法都算一个活动",
    'blank and "--" too; any other names a campaign',
)
