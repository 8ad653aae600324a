"""Look-alike exports with invented figures, to try everything on before one's own are at hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_fact.steps import Steps
from xl_fact.words import Lang

if TYPE_CHECKING:
    from xl_fact.demo.plain_workbook import Column

_READ: Final = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".zip", ".toml"))
"""How the names of what a report reads in a folder end."""
MONTHS: Final = ("2026-05", "2026-06")
"""The months of the exports; the report is of the last."""

SETTINGS: Final = {
    "zh": """\
# 示例品牌的设置。每一项都可以改；删掉一行，就用默认值。

name = "示例品牌"
gmv = "paid"                       # 用哪个成交额：paid 用户支付 | platform 成交 | net 净成交 | settled 结算
gpm_base = "product_impressions"   # GPM 的分母：product_impressions 商品曝光 | plays 播放 | live_views 直播观看
shelf = "S"                        # 自营货架（商品卡、其他）：S 单列 | F 并入自播
head_followers = 5_000_000         # 粉丝多少算头部大V
palette = "cn"                     # cn 红涨绿跌 | west 绿涨红跌 | colorblind 色觉友好
language = "zh"

[targets]                          # 本月目标
gmv = 14_000_000
roi = 3.6
gpm = 250                          # 品类的 GPM 水平：雪球的坡度从这里算起

[economics]                        # 用小数，不用百分数
margin = 0.62
commission_rate = 0.2

[strengths]                        # 四力，0 到 10，与同类品牌比
content = 8
brand = 5
product = 6
price = 4
quality = 1                        # 0 到 1：质量、口碑
match = 0.8                        # 0 到 1：头部大V 与品牌的匹配度

[[campaigns]]                      # 活动日历，首尾两天都算
name = "520"
start = 2026-05-19
end = 2026-05-20

[[campaigns]]
name = "618 开门红"
start = 2026-06-01
end = 2026-06-03

[[campaigns]]
name = "618"
start = 2026-06-13
end = 2026-06-20
""",
    "en": """\
# Settings of the invented brand. Change any of them; a line that is left out takes its default.

name = "Sample brand"
gmv = "paid"                       # which GMV: paid | platform | net | settled
gpm_base = "product_impressions"   # the base of GPM: product_impressions | plays | live_views
shelf = "S"                        # the shop's own shelf: S a channel of its own | F folded into F
head_followers = 5_000_000         # from how many followers a creator counts as top KOL
palette = "west"                   # cn red up | west green up | colorblind
language = "en"

[targets]                          # of this month
gmv = 14_000_000
roi = 3.6
gpm = 250                          # the category's GPM, from which the slope of the snowball is measured

[economics]                        # as decimals, not per cent
margin = 0.62
commission_rate = 0.2

[strengths]                        # 0 to 10, against the peers of the category
content = 8
brand = 5
product = 6
price = 4
quality = 1                        # 0 to 1: quality and word of mouth
match = 0.8                        # 0 to 1: how well top KOLs match the brand

[[campaigns]]                      # the calendar, first and last day included
name = "520"
start = 2026-05-19
end = 2026-05-20

[[campaigns]]
name = "618 opening"
start = 2026-06-01
end = 2026-06-03

[[campaigns]]
name = "618"
start = 2026-06-13
end = 2026-06-20
""",
}


def write_demo(
    folder: Path, *, lang: Lang = "zh", steps: Steps | None = None, force: bool = False
) -> list[Path]:
    """Write two months of exports of an invented shop, and its `brand.toml`.

    The exports have the layout of Compass 成交分析, May in the version with 51 columns, June with 61, and for June of 视频详情,
    直播明细, 千川 素材分析 with what was settled, a team's book of creators and 蝉妈妈's ranking of the market. Figures, names
    and numbers are invented, and those of the shop agree with each other. The
    same call gives the same bytes.

    Parameters
    ----------
    folder : Path
        Where to write; made when it is not there. The `brand.toml` of an earlier demo is left as it is.
    lang : {"zh", "en"}
        The language of the comments in `brand.toml` and of the report that it asks for.
    steps : Steps, optional
        Told of the progress.
    force : bool, optional
        Overwrite even exports that this package did not write, or that were changed since.

    Returns
    -------
    list of Path
        May's export, June's exports, `brand.toml`.

    Raises
    ------
    InputError
        When something of a person's would be overwritten, or lies there and would be reported with it; nothing is written
        then.
    """
    from xl_fact.demo.compass import sheets_of
    from xl_fact.demo.content import sessions_of, videos_of
    from xl_fact.demo.others import creators_of, market_of, materials_of
    from xl_fact.demo.plain_workbook import plain_workbook
    from xl_fact.demo.story import JUNE, MAY
    from xl_fact.saving import alone, save_ours, spare
    from xl_fact.workbook.sealing import sealed

    folder.mkdir(parents=True, exist_ok=True)
    written, settings = [], folder / "brand.toml"
    first, last = (f"{day:%Y%m%d}" for day in (JUNE.dates[0], JUNE.dates[-1]))
    exports: dict[str, Callable[[], dict[str, list[Column]]]] = {
        f"示例-抖音电商罗盘-成交分析-{MAY.dates[0]:%Y%m%d}-{MAY.dates[-1]:%Y%m%d}": partial(
            sheets_of, MAY, spend=False
        ),
        f"示例-抖音电商罗盘-成交分析-{first}-{last}": partial(sheets_of, JUNE, spend=True),
        f"[{first}-{last}]_自营_挂车_全部_所有账号_发布时间不限视频详情数据": partial(
            videos_of, JUNE, "自营"
        ),
        f"[{first}-{last}]_合作_挂车_全部_所有账号_发布时间不限视频详情数据": partial(
            videos_of, JUNE, "合作"
        ),
        f"直播明细_全部账号_{first}_{last}": partial(sessions_of, JUNE),
        f"全域数据_素材分析_视频_{first}_{last}": partial(materials_of, JUNE),
        f"达人名册_{MONTHS[0]}_{MONTHS[-1]}": partial(creators_of, MAY, JUNE),
        f"蝉妈妈_商品榜_{first}-{last}": partial(market_of, JUNE),
    }
    names = {f"{name}.xlsx" for name in exports}
    earlier = {settings.name} if any((folder / name).exists() for name in names) else set[str]()
    alone(folder, names | earlier, _READ)
    for name in exports:
        spare(folder / f"{name}.xlsx", force=force)
    with (steps or Steps()).step("写示例导出", "write demo exports", len(exports)) as advance:
        for name, sheets in exports.items():
            path = folder / f"{name}.xlsx"
            save_ours(path, sealed(plain_workbook(sheets())), force=force)
            written.append(path)
            advance(1)
    if not settings.exists():
        save_ours(settings, SETTINGS[lang].encode())
    return [*written, settings]
