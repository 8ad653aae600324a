"""What headings mean, as the known formats use them: the memory from which a new format is drafted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from xl_fact.exports.columns import MEASURES, ROLES
from xl_fact.exports.formats.format import Column, Format, Ratio
from xl_fact.exports.formats.headings import normal

PLATFORMS: Final = {
    "douyin": "抖音 抖店 巨量 千川 罗盘 百应 精选联盟 动账 鲁班 全域推 全域素材 乘方 智能优惠券 douyin",
    "tiktok": "tiktok gmvmax live-attributed livegpm ctor",
    "xiaohongshu": "小红书 千帆 买手 笔记 薯条 xiaohongshu",
    "wechat": "微信 视频号 wechat",
    "pinduoduo": "拼多多 多多 pinduoduo",
    "kuaishou": "快手 磁力 kuaishou",
    "taobao": "淘宝 天猫 生意参谋 万相台 taobao tmall",
    "jd": "京东 商智 jd.com",
    "shopee": "shopee 虾皮",
    "lazada": "lazada",
    "amazon": "amazon 亚马逊 businessreport asin",
}
"""Words by which an export tells of its platform, in the normal form of headings."""

NAMES: Final = {
    "douyin": "抖音 抖店 千川 巨量 douyin",
    "tiktok": "tiktok",
    "xiaohongshu": "小红书 xiaohongshu rednote",
    "wechat": "微信 视频号 wechat",
    "pinduoduo": "拼多多 pinduoduo",
    "kuaishou": "快手 kuaishou",
    "taobao": "淘宝 天猫 taobao tmall",
    "jd": "京东 jd.com",
    "shopee": "shopee 虾皮 蝦皮",
    "lazada": "lazada 来赞达",
    "amazon": "amazon 亚马逊",
    "shopify": "shopify",
    "mercadolibre": "mercadolibre",
}
"""The platforms by the names that people give them, in the normal form of headings."""

HOME: Final = dict.fromkeys("douyin xiaohongshu wechat pinduoduo kuaishou taobao jd".split(), "CNY")
"""The currency of platforms that have only one."""

ESTIMATES: Final = "蝉妈妈 飞瓜 灰豚 fastmoss kalodata echotik"
"""Tools whose figures are estimates of a market, nobody's sales."""

ROLE_WORDS: Final = {
    "aftersales": "售后单 售后类型 售后申请时间",
    "settlements": "结算单 结算账单 动账 statement settlementtime",
    "commissions": "佣金明细",
    "market": ESTIMATES,
}
"""Words that tell of a role by themselves."""

_TIMES: Final = r"(?:数|量|次数)"

TRADE: Final = {
    "order_id": r"(?:主|子|商品)?订单(?:号|编号|id)|(?:sub)?order(?:id|no\.?|number)"
    r"|(?:no\.?|nomor|id)pesanan|mãđơnhàng|หมายเลขคำสั่งซื้อ|iddel?pedido|iddopedido",
    "product_id": r"(?:商品|规格|宝贝|产品|sku|product|item)(?:id|编号|编码)|sku(?:id|编码\(平台\))"
    r"|idproduk|(?:id|mã)sảnphẩm|(?:id|รหัส)สินค้า|iddelproducto|iddoproduto",
    "product": r"(?:选购|带货)?(?:商品|宝贝|产品)(?:名称?|标题|信息)?|规格名称"
    r"|(?:products?|item|lineitem)(?:name|title)?|tênsảnphẩm|namaproduk|ชื่อสินค้า|nombredelproducto"
    r"|nomedoproduto",
    "content_id": r"(?:视频|素材|作品|内容|直播间?|笔记|video|content|livestreamroom|liveroom|creative)id",
    "content": r"(?:作品|素材|视频|笔记)(?:视频)?(?:名称|标题|内容|信息)|直播(?:主题|标题|间?名称)"
    r"|video(?:title|name|info)|livestreamname",
    "campaign": r"(?:广告|推广)?(?:计划|活动|单元)名[称字]|(?:campaign|promotion)name",
    "campaign_id": r"(?:广告|推广)?(?:计划|营销活动|活动|partnercampaign|campaign)id",
    "account": r"(?:cps|分销|推广)?(?:达人|主播|作者|创作者|账号|带货账号)(?:昵称|名称|账号)|昵称"
    r"|tiktokaccount|creator(?:name|username)|namakreator|tênnhàsángtạo",
    "account_id": r"(?:cps|分销|推广)?(?:达人|主播|作者)(?:抖音)?(?:id|号)|抖音(?:/火山)?号|creatorid",
    "date": r"(?:统计|数据)?日期|(?:订单)?(?:支付|付款)(?:完成)?时间|(?:结算|动账)时间|date|(?:by)?day"
    r"|reporting(?:starts?|date)|(?:order)?(?:paidtime|paidat|paymentdate)|ngày|tanggal|วันที่|fecha"
    r"|waktupembayaran(?:dilakukan)?|thờigianthanhtoán(?:đơnhàng)?|orderpaidtime",
    "until": r"(?:统计|数据)?(?:结束|截止)日期|reportingends?",
    "published": r"(?:作品|视频|笔记)?发布(?:时间|日期)|timeposted|videopostdate",
    "start": r"(?:开播|直播开始|直播间开播)时间|livetimeinfo|livestarttime",
    "status": r"(?:订单|发布|发品|商品)状态|(?:order|listing|ordersettlement|currentitem)status|status"
    r"|statuspesanan|trạngthái(?:đơnhàng)?|สถานะ(?:คำสั่งซื้อ)?",
    "carrier": r"(?:流量|内容)?(?:体裁|载体)(?:类型)?|推广渠道|creativetype",
    "owner": r"自营/合作|合作类型",
    "currency": r"currency|币种|货币|matauang|tiềntệ",
    "gmv_platform": r"(?:累计|总|当日|每日|日|带货|直播)?成交总?(?:金额|额)|(?:总|当日|每日|日|带货)?销售(?:总额|金额|额)"
    r"|[总總]?銷售(?:金額|總額|額)|(?:总|累计|当日|每日|日|带货)?gmv|(?:gross|total|daily)?(?:revenue|sales)"
    r"|ventas|penjualan|doanhthu|doanhsố|ยอดขาย|ingresos"
    r"|orderedproductsales|(?:purchases?)?conversionvalue|purchasevalue"
    r"|grossmerchandisevalue(?:\(video\))?",
    "gmv_paid": r"(?:用户|买家|订单|实际|商品)*(?:支付|付款|实付|应付)(?:金额|款)"
    r"|(?:商品)?实际价格\(总共\)|sales\(paidorders?\)|totalpembayaran",
    "gmv_settled": r"结算金额",
    "refund_paid": r"(?:商品)?已?退款金额",
    "orders": r"(?:成交|支付|付款)订单(?:数|量)?|订单(?:支付)?(?:数|量)|(?:成交|支付)(?:单量|笔数)"
    r"|总成交笔数|(?:sku|total)?orders|(?:website)?purchases|sốđơnhàng|đơnhàng|(?:jumlah)?pesanan"
    r"|จำนวนคำสั่งซื้อ|คำสั่งซื้อ|pedidos",
    "orders_net": r"净成交订单(?:数|量)",
    "orders_refunded": r"退款订单(?:数|量)(?:\(支付时间\))?",
    "items": r"(?:商品)?(?:成交|支付|售出)(?:商品)?件数|总?销量|(?:商品|成交|购买|销售)?数量"
    r"|(?:lineitem)?(?:quantity|qty)|items?sold|unitssold|unitsordered|units\(paidorders?\)"
    r"|số(?:món|sảnphẩm)(?:đã)?bán(?:ra|được)?|produkterjual|itemterjual|จำนวนสินค้าที่ขายได้?"
    r"|unidadesvendidas|itensvendidos",
    "items_refunded": r"已?退(?:款|货)的?(?:商品)?件数|itemsrefunded|skuquantityofreturn",
    "buyers": r"(?:成交|支付|购买)(?:人|买家)数|(?:预计|估计)?客户数"
    r"|(?:est\.?|unique)?(?:customers|buyers)|buyers\(paidorders?\)|(?:số)?(?:kháchhàng|ngườimua)"
    r"|(?:jumlah)?(?:pembeli|pelanggan)|(?:จำนวน)?ลูกค้า|clientes",
    "cost": r"(?:投放|投流|总|整体|广告|廣告|推广|营销|磁力|千川|直通车|万相台|引力魔方|聚光|快车|京准通|引流)*"
    r"(?:消耗|花费|花費|消费)(?:金额|金額)?|(?:投放|投流|广告|廣告|推广|营销)(?:总)?(?:成本|费用?|費用?|金额)"
    r"|(?:ads?|advertising)?(?:costs?|spend|spending)|adexpenses?|ค่าโฆษณา|gasto(?:publicitario)?|costepublicidad"
    r"|(?:amount)?spent|expenses?|chiphíquảngcáo|biayaiklan",
    "platform_fee": r"(?:平台|技术)?技?术?服务费|平台佣金(?:\(结算口径\))?",
    "commission": r"(?:达人|实际)佣金(?:支出)?(?:\(结算口径\))?|带货费用|(?:actual|standard)creatorcommission",
    "commission_estimated": r"预估(?:支出|推广|达人)?佣金(?:支出|收入)?|est\.?(?:creator)?commission",
    "commission_income": r"(?:实际|结算)?佣金收入",
    "slot_fee": r"坑位费|est\.?flatfee",
    "subsidy_platform": r"平台(?:补贴(?:金额)?|实际承担优惠金额)|skuplatformdiscount",
    "subsidy_creator": r"达人(?:补贴(?:金额)?|实际承担优惠金额)",
    "plays": rf"总?播放{_TIMES}|vv|videoviews|lượtxemvideo|tayanganvideo",
    "video_impressions": rf"(?:shoppable)?videoimpressions|视频曝光{_TIMES}",
    "likes": rf"总?点赞{_TIMES}?|likes",
    "comments": rf"总?评论{_TIMES}?|comments",
    "shares": rf"总?(?:分享|转发){_TIMES}?|shares",
    "favourites": rf"总?收藏{_TIMES}?|favou?rites",
    "new_followers": r"新增(?:粉丝|关注)(?:数|量)?|粉丝增量|涨粉(?:数|量)?|new(?:followers|fans)",
    "followers": r"粉丝(?:总)?数|(?:creator|affiliate)?follower(?:s|count)",
    "contents": r"(?:作品|视频)数|(?:affiliate)?(?:shoppable)?videos",
    "product_impressions": rf"商品曝光{_TIMES}|productimpressions?|lượthiểnthịsảnphẩm|tayanganproduk"
    rf"|การแสดงผลสินค้า",
    "product_clicks": rf"商品点击{_TIMES}|productclicks|lượtnhấp(?:vào)?sảnphẩm|klikproduk|คลิกสินค้า",
    "product_viewers": r"商品曝光人数|uniqueproductimpressions|去重商品曝光次数",
    "product_clickers": r"商品点击人数|unique(?:product)?clicks|去重(?:商品)?点击次数",
    "carts": rf"(?:商品)?加购(?:商品)?(?:{_TIMES}|件数)|add-to-cartcount|(?:总)?购物车数"
    rf"|units\(addtocart\)|addtocartunits",
    "conversions": r"转化数|conversions",
    "live_views": r"直播间?观看(?:次数|数|量)|liveviews",
    "viewers": r"直播间?观看人数|liveviewers",
    "live_minutes": r"(?:主播|有效|累计|总)?(?:直播|开播|在播)时长(?:\((?:分钟|分|min|小时|h|秒|s)\))?"
    r"|live(?:duration|minutes)",
    "live_clicks": r"v-to-lclicks|引流直播间次数",
    "peak_online": r"(?:最高|峰值)(?:同时)?在线(?:人数)?|peakviewers",
    "average_online": r"平均在线(?:人数)?",
}
"""Headings of the trade, as they are meant wherever they stand."""

_BY_ROLE: Final = {
    "ads": {
        "impressions": rf"(?:productad)?impressions?|(?:展[示现]|曝光){_TIMES}",
        "clicks": rf"(?:productad)?clicks|点击{_TIMES}",
    },
    "aftersales": {
        "status": "售后状态",
        "order_id": "(?:售后|退款)(?:单号|单?编号)|(?:refund|returnorder|aftersales?)id",
        "refund": "(?:实际|实)?退(?:商品|款)?(?:总)?(?:金额|款)|(?:买家)?(?:实际)?退款金额|refund(?:ed)?amount",
        "date": "(?:商家|平台)?退款(?:成功|完成|完结)?时间|refund(?:ed)?time",
    },
    "orders": {"items": "jumlah"},
    "market": {"account": "(?:所属)?(?:店铺|小店)(?:名称?)?|shop(?:name)?|storename"},
    "products": {
        "product_impressions": rf"曝光{_TIMES}",
        "product_clicks": rf"点击{_TIMES}",
        "product_viewers": "曝光人数",
        "product_clickers": "点击人数",
    },
    "sessions": {
        "live_views": "观看(?:次数|量)|views",
        "viewers": "观看人数|viewers",
    },
    "works": {"plays": "(?:视频)?观看(?:次数|量)|views"},
}
"""Headings that mean something else, or something at all, only in tables of one role."""

_SELLERS: Final = r"linkedaccount|self-?account|seller|商家|店铺自营|自营|店播"
_PARTNERS: Final = r"creator|affiliate|达人|合作|联盟"
_OF: Final = rf"-?(?P<owner>{_SELLERS}|{_PARTNERS})?-?"
_BY: Final = r"(?P<carrier>live|直播间?|(?:shoppable)?video|短视频|视频|productcard|商品卡|图文|shoptab)?(?:-?attributed)?"
_SCOPE: Final = re.compile(rf"{_OF}{_BY}")
_AFTER: Final = re.compile(r"(?P<name>.+)\((?P<carrier>live|直播间?)\)")
_CARRIERS: Final = {
    "直播": "live 直播 直播间",
    "短视频": "video shoppablevideo 短视频 视频",
    "商品卡": "productcard 商品卡 shoptab",
    "图文": "图文",
}
"""How headings call the carrier that a figure is of."""


def scope_of(name: str) -> tuple[dict[str, str], str]:
    """What a figure is of by its heading, in our words, and the heading without that.

    Examples
    --------
    >>> scope_of("creatorlive-attributedgmv")
    ({'owner': '合作', 'carrier': '直播'}, 'gmv')
    >>> scope_of("商品卡成交金额"), scope_of("revenue(live)"), scope_of("成交金额")
    (({'carrier': '商品卡'}, '成交金额'), ({'carrier': '直播'}, 'revenue'), ({}, '成交金额'))
    """
    found = _AFTER.fullmatch(name)
    base = found["name"] if found else ""
    if found is None:
        found = _SCOPE.match(name)
        assert found is not None
        base = name[found.end() :]
    if not base:
        return {}, name
    told = {}
    if owner := found.groupdict().get("owner"):
        told["owner"] = "自营" if re.fullmatch(_SELLERS, owner) else "合作"
    if carrier := found["carrier"]:
        told["carrier"] = next(ours for ours, words in _CARRIERS.items() if carrier in words.split())
    return told, base


def base_of(name: str) -> str:
    """A heading without what its figure is of.

    Examples
    --------
    >>> base_of("直播间成交金额"), base_of("live-attributedgmv"), base_of("成交金额")
    ('成交金额', 'gmv', '成交金额')
    """
    return scope_of(name)[1]


def plain_of(name: str) -> str:
    """A heading without the remark in brackets at its end.

    Examples
    --------
    >>> plain_of("clicks(destination)"), plain_of("成交金额")
    ('clicks', '成交金额')
    """
    return re.sub(r"(.)\([^()]*\)$", r"\1", name)


def of_the_role(name: str, role: str) -> str:
    """What a heading means in tables of one role only; "" where it isn't of these."""
    return next((key for key, p in _BY_ROLE.get(role, {}).items() if re.fullmatch(p, name)), "")


def of_the_trade(name: str, role: str) -> list[str]:
    """What a heading means everywhere, or in tables of this role."""
    if told := of_the_role(name, role):
        return [told]
    found = [key for key, pattern in TRADE.items() if re.fullmatch(pattern, name)]
    if not found:
        found = [k for k, one in MEASURES.items() if name in (normal(one.zh), normal(one.en))]
    if not found and not role:
        found = list(dict.fromkeys(key for r in _BY_ROLE if (key := of_the_role(name, r))))
    return found


CUMULATIVE: Final = re.compile(r"累[计計积積]|cumulative|to-?date|至今|(?<![a-z])[ym]td(?![a-z])|running")
"""Headings of what has come together since some day."""

DAILY: Final = frozenset({"daily", "sales", "accounts", "ads"})
"""The roles whose rows tell of days, where a figure since the beginning is no day's."""

GOODS: Final = re.compile(
    "(?:销售|商品|货品|采购|进货|产品|货物?)(?:总)?成本|costof(?:goods|sales)(?:sold)?|cogs"
)
"""Headings of what goods cost, which is neither a ratio nor spent on ads."""

PERSONAL: Final = re.compile(
    r"收件人|收货人|姓名|手机|电话|身份证|详细地址|街道|买家(?:留言|备注|昵称)|商家备注|快递单号|物流单号|recipient|phone|"
    r"buyer(?:username|message)|detailaddress|zipcode|trackingid|联系方式"
)
"""Headings of personal data, which is never taken."""

OTHER_DAYS: Final = re.compile(
    r"下单|提交|创建|发货|完成|签收|取消|收货|结束|截止|承诺|自动|到账|shipped|delivered|created|cancel|rts|end"
)
"""Days that a row has beside the one it is counted on."""

NUMBERS: Final = re.compile(
    r"单号|流水号|编号|(?:单|交易|支付|order|case|return|payment|transaction|package).*id$|no\.?$"
)
"""Headings of numbers that tell one paper from the other."""

RATE: Final = re.compile(
    r"(?:率|占比|比例|roi|gpm|cpm|cpc|ctr|cvr|ctor|aov|环比|同比|均价|单价|(?<!^总)(?<!^)成本)(?:\(.*\))?$|^(?:人均|平均|单小时|千次|avg|average|costper)"
    r"|费比|客单|千次|rate$|ratio$|投产比"
)
"""Headings of ratios and means, which are never summed."""


@dataclass(frozen=True)
class Use:
    """How one format uses a heading: its column, or the reason why it is left out; `first` of its headings."""

    format: Format
    role: str
    column: Column | None
    reason: str = ""
    first: bool = True


@dataclass
class Synonyms:
    """Every heading of some formats, and what it is used for."""

    uses: dict[str, list[Use]] = field(default_factory=dict)
    ratios: dict[str, list[Ratio]] = field(default_factory=dict)
    words: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    paid: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    statuses: set[str] = field(default_factory=set)
    payments: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, known: Iterable[Format]) -> Synonyms:
        """What the known formats tell."""
        found = cls()
        for format in known:
            for layout in format.layouts:
                for column in layout.columns:
                    for n, name in enumerate(column.names):
                        found.uses.setdefault(name, []).append(Use(format, layout.role, column, first=n == 0))
                        if column.otherwise:
                            found.uses.setdefault(normal(column.otherwise), [])
                for name, reason in layout.ignored.items():
                    found.uses.setdefault(name, []).append(Use(format, layout.role, None, reason))
                for ratio in layout.ratios:
                    for name in ratio.names:
                        found.ratios.setdefault(name, []).append(ratio)
                for key, words in layout.values.items():
                    for word, ours in words.items():
                        found.words.setdefault(key, {}).setdefault(word, set()).add(ours)
                if layout.paid is not None and layout.role == "orders":
                    found.statuses.add(normal(layout.paid.column))
                    found.payments |= {normal(heading) for heading in layout.paid.time}
                    for word in layout.paid.words:
                        found.paid.setdefault(word, {}).setdefault("is", set()).add(format.key)
                    for word in layout.paid.open:
                        found.paid.setdefault(word, {}).setdefault("open", set()).add(format.key)
        return found

    def keys(self, name: str, platform: str, role: str) -> tuple[list[str], bool]:
        """What a heading may mean, the likeliest first, and whether that is beyond doubt.

        Beyond doubt is what the formats of this platform and role agree on, or what the trade always means by it
        and no format of the platform takes otherwise, or what several formats agree on and none leaves out.
        """
        uses = self.uses.get(name, [])
        near = [use for use in uses if platform and use.format.platform == platform]
        same = [use for use in near if use.role == role]
        trade = of_the_trade(name, role)
        heard, nearby, alike = (_taken(group) for group in (uses, near, same))
        keys = list(dict.fromkeys([*alike, *trade, *nearby, *heard]))
        if told := of_the_role(name, role):
            return [told, *(key for key in keys if key != told)], set(alike) <= {told}
        if alike:
            return keys, len(alike) == 1 and (all(use.column for use in same) or trade == alike)
        if len(trade) == 1:
            return keys, not set(nearby) - set(trade)
        formats = {use.format.key for use in uses if use.column}
        agreed = len(keys) == 1 and len(formats) > 1 and all(use.column for use in uses)
        return keys, agreed and role != "market" and (keys[0] in MEASURES or keys[0].endswith("_id"))

    def reason(self, name: str, platform: str, role: str) -> str:
        """Why a heading is left out, where that is beyond doubt; else ""."""
        if PERSONAL.search(name):
            return "personal"
        uses = self.uses.get(name, [])
        if any(use.column for use in uses) or of_the_trade(name, role):
            return ""
        if name in self.ratios or any(use.reason == "ratio" for use in uses):
            return "ratio"
        told = {use.reason for use in uses if use.format.platform == platform and use.role == role}
        return told.pop() if len(told) == 1 else ""

    def column(self, name: str, key: str, platform: str) -> Column | None:
        """The column of a known format that takes a heading for this; of the same platform where there is one."""
        columns = [
            (use.format.platform == platform, use.column)
            for use in self.uses.get(name, [])
            if use.column is not None and use.column.key == key
        ]
        return max(columns, key=lambda pair: pair[0])[1] if columns else None

    def roles(self, names: Sequence[str], platform: str) -> list[tuple[str, float]]:
        """The roles of tables with such headings and how much speaks for each, most first."""
        weight: dict[str, float] = {}
        for name in names:
            uses = [use for use in self.uses.get(name, []) if use.format.platform == platform]
            told = {
                use.role for use in uses or self.uses.get(name, []) if use.column or use.reason != "personal"
            }
            for role in told:
                weight[role] = weight.get(role, 0.0) + 1 / len(told)
        order = list(ROLES)
        return sorted(weight.items(), key=lambda pair: (-round(pair[1], 9), order.index(pair[0])))


def _taken(uses: Iterable[Use]) -> list[str]:
    """What some formats take a heading for."""
    return list(dict.fromkeys(use.column.key for use in uses if use.column))


WHERE: Final = re.compile(
    r"(?:销售|成交|订单|投放|广告|来源|所属)?(?:平台|渠道)(?:名称|来源|说明)?|platform(?:name)?|(?:sales)?channel|marketplace"
    r"|店铺(?:名称?)?|shop(?:name)?|store(?:name)?"
)
"""Headings of the columns that say on which platform something was sold."""


def named_platforms(texts: Iterable[str]) -> list[str]:
    """The platforms whose own names stand in some texts.

    Examples
    --------
    >>> named_platforms(["快手日报_202606"]), named_platforms(["A5笔记本"]), named_platforms(["抖音+视频号"])
    (['kuaishou'], [], ['douyin', 'wechat'])
    """
    text = " ".join(normal(text) for text in texts)
    return [key for key, words in NAMES.items() if any(word in text for word in words.split())]


def apart(one: str, other: str) -> tuple[str, str] | None:
    """The platforms that the names of two files give, where each names one and they are not the same.

    Examples
    --------
    >>> apart("小红书日报_202606.csv", "快手日报_202606.csv"), apart("日报 (1).csv", "快手日报.csv")
    (('xiaohongshu', 'kuaishou'), None)
    """
    here, there = (named_platforms([name]) for name in (one, other))
    return (here[0], there[0]) if len(here) == len(there) == 1 and here != there else None


def platform_of(texts: Iterable[str]) -> list[str]:
    """The platforms whose words stand in some texts, the one with most first.

    Examples
    --------
    >>> platform_of(["买手数据_订单明细"]), platform_of(["Campaign name"])
    (['xiaohongshu'], [])
    """
    text = " ".join(normal(text) for text in texts)
    count = {key: sum(text.count(word) for word in words.split()) for key, words in PLATFORMS.items()}
    return sorted((key for key, n in count.items() if n), key=lambda key: -count[key])
