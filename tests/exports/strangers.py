"""Layouts that no format of ours knows: public headings of other platforms, invented figures that agree with each other.

What a column means is said beside its heading; nothing where facts have no place for it, so that taking it for
anything would be wrong. The vocabulary was widened on `PRACTICE`; `HELD_OUT` was written down before that, by the same
hand. `BLIND` came last, and nothing was changed after it had been measured: it tells what to expect of a platform that
nobody thought of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Final

Row = dict[str, Any]


@dataclass(frozen=True)
class Stranger:
    """One layout: what a person would answer of it, and what each of its columns means."""

    name: str
    role: str
    platform: str
    meant: dict[str, str]
    row: Callable[[int, Random], Row]
    currency: str = ""

    def rows(self, count: int = 8) -> list[list[Any]]:
        """Its heading row and some rows."""
        chance = Random(self.name)
        rows = [self.row(n, chance) for n in range(1, count + 1)]
        return [list(self.meant), *([row.get(heading, "") for heading in self.meant] for row in rows)]


def _meant(text: str) -> dict[str, str]:
    """Headings and their meanings, one ``heading = meaning`` a line."""
    pairs = (line.rpartition("=") for line in text.strip().splitlines())
    return {heading.strip(): meaning.strip() for heading, _, meaning in pairs}


def _share(over: float, under: float, places: int = 2) -> str:
    return f"{100 * over / under:.{places}f}%"


def _sycm(n: int, chance: Random) -> Row:
    visitors, buyers = chance.randint(900, 4000), chance.randint(20, 90)
    items, money = buyers + chance.randint(1, 9), round(buyers * chance.uniform(60, 90), 2)
    return {
        "统计日期": f"2026-08-{n:02}", "商品ID": f"7610000000{n:02}", "商品名称": f"面霜{n}", "商品访客数": visitors,
        "商品浏览量": visitors * 2 + 7, "平均停留时长": round(chance.uniform(9, 40), 2), "商品收藏人数": n + 11,
        "商品加购件数": buyers * 3 + n, "商品加购人数": buyers * 2 + 5, "下单买家数": buyers + 4, "下单件数": items + 6,
        "下单金额": money + 303.5, "支付买家数": buyers, "支付件数": items, "支付金额": money,
        "支付转化率": _share(buyers, visitors), "客单价": round(money / buyers, 2), "成功退款金额": 17.5 * n,
    }  # fmt: skip


SYCM = Stranger(
    "生意参谋_商品_商品排行_2026-08-01_2026-08-31", "products", "taobao",
    _meant("""
        统计日期 = date
        商品ID = product_id
        商品名称 = product
        商品访客数 =
        商品浏览量 =
        平均停留时长 =
        商品收藏人数 =
        商品加购件数 = carts
        商品加购人数 =
        下单买家数 =
        下单件数 =
        下单金额 =
        支付买家数 = buyers
        支付件数 = items
        支付金额 = gmv_paid
        支付转化率 =
        客单价 =
        成功退款金额 = refund_paid_by_refund_date
    """),
    _sycm,
    "CNY",
)  # fmt: skip


def _wanxiang(n: int, chance: Random) -> Row:
    shown, clicked = chance.randint(20_000, 90_000), chance.randint(500, 1900)
    cost, direct, indirect = (
        round(chance.uniform(*span), 2) for span in ((300, 900), (500, 2400), (50, 400))
    )
    orders = chance.randint(9, 40)
    return {
        "日期": f"2026-08-{n:02}", "计划ID": f"1467081{n:04}", "计划名字": f"面霜拉新{n}", "主体ID": f"12780197157{n:05}",
        "主体类型": "宝贝", "主体名称": f"面霜{n}", "展现量": shown, "点击量": clicked, "花费": cost,
        "点击率": _share(clicked, shown), "平均点击花费": round(cost / clicked, 2),
        "千次展现花费": round(cost / shown * 1000, 2), "直接成交金额": direct, "间接成交金额": indirect,
        "总成交金额": round(direct + indirect, 2), "总成交笔数": orders, "直接成交笔数": orders - 3, "间接成交笔数": 3,
        "点击转化率": _share(orders, clicked), "投入产出比": round((direct + indirect) / cost, 2), "总购物车数": orders * 4,
        "收藏宝贝数": orders + 2,
    }  # fmt: skip


WANXIANG = Stranger(
    "万相台无界_商品推广报表_2026-08-01_2026-08-31", "ads", "taobao",
    _meant("""
        日期 = date
        计划ID = campaign_id
        计划名字 = campaign
        主体ID =
        主体类型 =
        主体名称 =
        展现量 = impressions
        点击量 = clicks
        花费 = cost
        点击率 =
        平均点击花费 =
        千次展现花费 =
        直接成交金额 = gmv_direct
        间接成交金额 =
        总成交金额 = gmv_platform
        总成交笔数 = orders
        直接成交笔数 =
        间接成交笔数 =
        点击转化率 =
        投入产出比 =
        总购物车数 = carts
        收藏宝贝数 =
    """),
    _wanxiang,
    "CNY",
)  # fmt: skip


def _jinniu(n: int, chance: Random) -> Row:
    shown, acted = chance.randint(30_000, 99_000), chance.randint(300, 900)
    cost, money, orders = (
        round(chance.uniform(200, 900), 2),
        round(chance.uniform(900, 4000), 2),
        chance.randint(9, 50),
    )
    return {
        "日期": f"2026-08-{n:02}", "账户ID": f"2100{n:04}", "计划ID": f"48100000{n:04}", "计划名称": f"直播引流{n}",
        "花费（元）": cost, "封面曝光数": shown + 100 * n, "封面点击数": acted * 2, "素材曝光数": shown, "行为数": acted,
        "行为率": _share(acted, shown), "涨粉数": 3 * n + 1, "订单支付数": orders, "订单支付金额（元）": money,
        "订单支付成本": round(cost / orders, 2), "支付ROI": round(money / cost, 2), "直播观看数": acted * 5,
    }  # fmt: skip


JINNIU = Stranger(
    "快手磁力金牛_计划报表_20260801-20260831", "ads", "kuaishou",
    _meant("""
        日期 = date
        账户ID =
        计划ID = campaign_id
        计划名称 = campaign
        花费（元） = cost
        封面曝光数 =
        封面点击数 =
        素材曝光数 =
        行为数 =
        行为率 =
        涨粉数 = new_followers
        订单支付数 = orders
        订单支付金额（元） = gmv_paid
        订单支付成本 =
        支付ROI =
        直播观看数 = live_views
    """),
    _jinniu,
    "CNY",
)  # fmt: skip


def _shangzhi(n: int, chance: Random) -> Row:
    visitors, buyers = chance.randint(500, 2000), chance.randint(10, 60)
    money, orders = round(buyers * chance.uniform(80, 120), 2), buyers + chance.randint(1, 6)
    return {
        "日期": f"2026-08-{n:02}", "商品编号": f"1000{n:08}", "商品名称": f"面霜{n}", "浏览量": visitors * 3, "访客数": visitors,
        "关注商品人数": n, "加购人数": buyers * 2, "加购商品件数": buyers * 3, "成交人数": buyers, "成交单量": orders,
        "成交商品件数": orders + 4, "成交金额": money, "成交转化率": _share(buyers, visitors),
        "客单价": round(money / buyers, 2), "UV价值": round(money / visitors, 2), "取消及售后退款金额": 9.9 * n,
    }  # fmt: skip


SHANGZHI = Stranger(
    "京东商智_商品明细_20260801-20260831", "products", "jd",
    _meant("""
        日期 = date
        商品编号 = product_id
        商品名称 = product
        浏览量 =
        访客数 =
        关注商品人数 =
        加购人数 =
        加购商品件数 = carts
        成交人数 = buyers
        成交单量 = orders
        成交商品件数 = items
        成交金额 = gmv_platform
        成交转化率 =
        客单价 =
        UV价值 =
        取消及售后退款金额 =
    """),
    _shangzhi,
    "CNY",
)  # fmt: skip


def _shopee_ads(n: int, chance: Random) -> Row:
    shown, clicked, sold = chance.randint(9_000, 60_000), chance.randint(200, 900), chance.randint(12, 60)
    cost, money, direct = round(chance.uniform(30, 90), 2), round(chance.uniform(200, 900), 2), 150.25 + n
    return {
        "Sequence": n, "Ad Name": f"Cream {n}", "Status": "Ongoing", "Product ID": f"2351234{n:04}",
        "Ads Type": "Product Ad", "Start Date": "01/08/2026", "End Date": "Unlimited", "Impression": shown,
        "Clicks": clicked, "CTR": _share(clicked, shown), "Conversions": sold - 4, "Direct Conversions": sold - 9,
        "Conversion Rate": _share(sold - 4, clicked), "Cost per Conversion": round(cost / (sold - 4), 2),
        "Items Sold": sold, "Direct Items Sold": sold - 6, "GMV": money, "Direct GMV": direct, "Expense": cost,
        "ROAS": round(money / cost, 2), "Direct ROAS": round(direct / cost, 2), "ACOS": _share(cost, money),
    }  # fmt: skip


SHOPEE_ADS = Stranger(
    "Shopee-Ads-Overall-Data-01_08_2026-31_08_2026", "ads", "shopee",
    _meant("""
        Sequence =
        Ad Name =
        Status = status
        Product ID = product_id
        Ads Type =
        Start Date =
        End Date =
        Impression = impressions
        Clicks = clicks
        CTR =
        Conversions = conversions
        Direct Conversions =
        Conversion Rate =
        Cost per Conversion =
        Items Sold = items
        Direct Items Sold =
        GMV = gmv_platform
        Direct GMV = gmv_direct
        Expense = cost
        ROAS =
        Direct ROAS =
        ACOS =
    """),
    _shopee_ads,
    "SGD",
)  # fmt: skip


def _lazada(n: int, chance: Random) -> Row:
    visitors, orders = chance.randint(400, 2000), chance.randint(12, 60)
    buyers, money = orders - 2, round(orders * chance.uniform(11, 19), 2)
    return {
        "Product Name": f"Cream {n}", "Seller SKU": f"C-{n}", "SKU ID": f"185600{n:06}", "Product Visitors": visitors,
        "Product Pageviews": visitors * 2, "Visitor Value": round(money / visitors, 2), "Add to Cart Users": orders * 2,
        "Add to Cart Units": orders * 3, "Buyers": buyers, "Orders": orders, "Units Sold": orders + 5, "Revenue": money,
        "Conversion Rate": _share(buyers, visitors), "Revenue per Buyer": round(money / buyers, 2),
        "Wishlist Users": n + 8,
    }  # fmt: skip


LAZADA = Stranger(
    "Lazada_Business Advisor_Product_Performance_2026-08", "products", "lazada",
    _meant("""
        Product Name = product
        Seller SKU =
        SKU ID = product_id
        Product Visitors =
        Product Pageviews =
        Visitor Value =
        Add to Cart Users =
        Add to Cart Units = carts
        Buyers = buyers
        Orders = orders
        Units Sold = items
        Revenue = gmv_platform
        Conversion Rate =
        Revenue per Buyer =
        Wishlist Users =
    """),
    _lazada,
    "MYR",
)  # fmt: skip


def _amazon_ads(n: int, chance: Random) -> Row:
    shown, clicked, orders = chance.randint(9_000, 60_000), chance.randint(90, 400), chance.randint(5, 40)
    cost, money = round(chance.uniform(30, 90), 2), round(chance.uniform(200, 900), 2)
    return {
        "Date": f"2026-08-{n:02}", "Portfolio name": "Cream", "Currency": "USD", "Campaign Name": f"SP cream {n}",
        "Impressions": shown, "Clicks": clicked, "Click-Thru Rate (CTR)": _share(clicked, shown, 4),
        "Cost Per Click (CPC)": round(cost / clicked, 2), "Spend": cost, "7 Day Total Sales": money,
        "Total Advertising Cost of Sales (ACOS)": _share(cost, money, 4),
        "Total Return on Advertising Spend (ROAS)": round(money / cost, 2), "7 Day Total Orders (#)": orders,
        "7 Day Total Units (#)": orders + 3, "7 Day Conversion Rate": _share(orders, clicked, 4),
    }  # fmt: skip


AMAZON_ADS = Stranger(
    "Sponsored Products Campaign report", "ads", "amazon",
    _meant("""
        Date = date
        Portfolio name =
        Currency = currency
        Campaign Name = campaign
        Impressions = impressions
        Clicks = clicks
        Click-Thru Rate (CTR) =
        Cost Per Click (CPC) =
        Spend = cost
        7 Day Total Sales = gmv_platform
        Total Advertising Cost of Sales (ACOS) =
        Total Return on Advertising Spend (ROAS) =
        7 Day Total Orders (#) = orders
        7 Day Total Units (#) = items
        7 Day Conversion Rate =
    """),
    _amazon_ads,
    "USD",
)  # fmt: skip


def _pesanan(n: int, chance: Random) -> Row:
    price, count = chance.randint(40, 99) * 1000, chance.randint(1, 4)
    return {
        "No. Pesanan": f"260801ABC{n:05}", "Status Pesanan": "Selesai", "No. Resi": f"SPXID0{n:08}",
        "Waktu Pesanan Dibuat": f"2026-08-{n:02} 09:10", "Waktu Pembayaran Dilakukan": f"2026-08-{n:02} 09:12",
        "Nama Produk": f"Krim {n}", "Nomor Referensi SKU": f"K-{n}", "Harga Awal": f"Rp {price + 5000}",
        "Jumlah": count, "Total Harga Produk": f"Rp {price * count}", "Total Pembayaran": f"Rp {price * count + 9000}",
        "Perkiraan Ongkos Kirim": "Rp 9000", "Username (Pembeli)": "demo", "Nama Penerima": "demo",
        "No. Telepon": "08123", "Waktu Pesanan Selesai": f"2026-08-{n + 3:02} 10:00",
    }  # fmt: skip


PESANAN = Stranger(
    "Order.completed.20260801_20260831", "orders", "shopee",
    _meant("""
        No. Pesanan = order_id
        Status Pesanan = status
        No. Resi =
        Waktu Pesanan Dibuat =
        Waktu Pembayaran Dilakukan = date
        Nama Produk = product
        Nomor Referensi SKU =
        Harga Awal =
        Jumlah = items
        Total Harga Produk =
        Total Pembayaran = gmv_paid
        Perkiraan Ongkos Kirim =
        Username (Pembeli) =
        Nama Penerima =
        No. Telepon =
        Waktu Pesanan Selesai =
    """),
    _pesanan,
    "IDR",
)  # fmt: skip


def _shopee_products(n: int, chance: Random) -> Row:
    shown, clicked, buyers = chance.randint(9_000, 60_000), chance.randint(200, 900), chance.randint(5, 40)
    money = round(buyers * chance.uniform(8, 20), 2)
    return {
        "Item ID": f"22{n:08}", "Product": f"Cream {n}", "Current Item Status": "Normal", "Parent SKU": f"C{n}",
        "Product Visitors (Visit)": clicked - 20, "Product Page Views": clicked + 90, "Product Impression": shown,
        "Product Clicks": clicked, "CTR": _share(clicked, shown), "Units (Add to Cart)": buyers * 3,
        "Buyers (Paid Order)": buyers, "Units (Paid Order)": buyers + 6, "Sales (Paid Order) (SGD)": money,
        "Buyers (Placed Order)": buyers + 2, "Units (Placed Order)": buyers + 9, "Sales (Placed Order) (SGD)": money + 31.5,
    }  # fmt: skip


SHOPEE_PRODUCTS = Stranger(
    "Shopee_parentskudetail.20260801_20260831", "products", "shopee",
    _meant("""
        Item ID = product_id
        Product = product
        Current Item Status = status
        Parent SKU =
        Product Visitors (Visit) =
        Product Page Views =
        Product Impression = product_impressions
        Product Clicks = product_clicks
        CTR =
        Units (Add to Cart) = carts
        Buyers (Paid Order) = buyers
        Units (Paid Order) = items
        Sales (Paid Order) (SGD) = gmv_paid
        Buyers (Placed Order) =
        Units (Placed Order) =
        Sales (Placed Order) (SGD) =
    """),
    _shopee_products,
    "SGD",
)  # fmt: skip


def _san_pham(n: int, chance: Random) -> Row:
    shown, clicked, orders = chance.randint(9_000, 60_000), chance.randint(200, 900), chance.randint(5, 40)
    money = orders * chance.randint(90, 300) * 1000
    return {
        "ID sản phẩm": f"17290000000000{n:05}", "Tên sản phẩm": f"Kem {n}", "Trạng thái": "Đang hoạt động",
        "GMV": f"{money:,}₫".replace(",", "."), "Số món bán ra": orders + 4, "Đơn hàng": orders,
        "Lượt hiển thị sản phẩm": shown, "Lượt nhấp vào sản phẩm": clicked, "Tỷ lệ nhấp": _share(clicked, shown),
        "Số khách hàng": orders - 1, "Giá trị đơn hàng trung bình": f"{round(money / orders):,}₫".replace(",", "."),
    }  # fmt: skip


SAN_PHAM = Stranger(
    "TikTok Shop_danh_sach_san_pham_20260801-20260831", "products", "tiktok",
    _meant("""
        ID sản phẩm = product_id
        Tên sản phẩm = product
        Trạng thái = status
        GMV = gmv_platform
        Số món bán ra = items
        Đơn hàng = orders
        Lượt hiển thị sản phẩm = product_impressions
        Lượt nhấp vào sản phẩm = product_clicks
        Tỷ lệ nhấp =
        Số khách hàng = buyers
        Giá trị đơn hàng trung bình =
    """),
    _san_pham,
    "VND",
)  # fmt: skip


def _shipinhao(n: int, chance: Random) -> Row:
    viewers, orders = chance.randint(2000, 9000), chance.randint(20, 90)
    money, minutes = round(orders * chance.uniform(50, 90), 2), chance.randint(90, 400)
    begin = f"2026-08-{n:02} 09:00:00"
    return {
        "直播主题": f"面霜专场{n}", "开播时间": begin,
        "下播时间": f"2026-08-{n:02} {9 + minutes // 60:02}:{minutes % 60:02}:00", "直播时长": minutes,
        "观看人数": viewers, "观看次数": viewers + 400, "最高在线人数": viewers // 9, "新增关注数": n * 7,
        "点赞数": viewers * 3, "评论数": viewers // 7, "成交订单数": orders, "成交人数": orders - 1, "成交金额": money,
        "成交转化率": _share(orders - 1, viewers), "客单价": round(money / (orders - 1), 2),
        "千次观看成交金额": round(money / (viewers + 400) * 1000, 2),
    }  # fmt: skip


SHIPINHAO = Stranger(
    "视频号_直播数据明细_20260801-20260831", "sessions", "wechat",
    _meant("""
        直播主题 = content
        开播时间 = start
        下播时间 =
        直播时长 = live_minutes
        观看人数 = viewers
        观看次数 = live_views
        最高在线人数 = peak_online
        新增关注数 = new_followers
        点赞数 = likes
        评论数 = comments
        成交订单数 = orders
        成交人数 = buyers
        成交金额 = gmv_platform
        成交转化率 =
        客单价 =
        千次观看成交金额 =
    """),
    _shipinhao,
    "CNY",
)  # fmt: skip


def _amazon_days(n: int, chance: Random) -> Row:
    sessions, units = chance.randint(400, 2000), chance.randint(12, 60)
    return {
        "Date": f"08/{n + 12}/26", "Ordered Product Sales": f"${units * chance.uniform(11, 29):,.2f}",
        "Units Ordered": units, "Total Order Items": units - 3, "Page Views - Total": sessions * 2 + 5,
        "Sessions - Total": sessions, "Featured Offer (Buy Box) percentage": "91.2%",
        "Unit Session Percentage": _share(units, sessions),
    }  # fmt: skip


AMAZON_DAYS = Stranger(
    "BusinessReport-8-31-26", "sales", "amazon",
    _meant("""
        Date = date
        Ordered Product Sales = gmv_platform
        Units Ordered = items
        Total Order Items =
        Page Views - Total =
        Sessions - Total =
        Featured Offer (Buy Box) percentage =
        Unit Session Percentage =
    """),
    _amazon_days,
    "USD",
)  # fmt: skip


def _ads_manager(n: int, chance: Random) -> Row:
    shown, clicked, bought = chance.randint(9_000, 60_000), chance.randint(90, 400), chance.randint(5, 40)
    cost = round(chance.uniform(30, 90), 2)
    return {
        "By Day": f"2026-08-{n:02}", "Campaign name": f"Cream {n}", "Campaign ID": f"17700000000{n:08}", "Cost": cost,
        "CPC (destination)": round(cost / clicked, 2), "CPM": round(cost / shown * 1000, 2), "Impressions": shown,
        "Clicks (destination)": clicked, "CTR (destination)": _share(clicked, shown), "Conversions": bought,
        "CPA": round(cost / bought, 2), "CVR": _share(bought, clicked), "Currency": "USD",
    }  # fmt: skip


ADS_MANAGER = Stranger(
    "TikTok_Ads_Manager_Campaign report", "ads", "tiktok",
    _meant("""
        By Day = date
        Campaign name = campaign
        Campaign ID = campaign_id
        Cost = cost
        CPC (destination) =
        CPM =
        Impressions = impressions
        Clicks (destination) = clicks
        CTR (destination) =
        Conversions = conversions
        CPA =
        CVR =
        Currency = currency
    """),
    _ads_manager,
    "USD",
)  # fmt: skip


def _shopify(n: int, chance: Random) -> Row:
    price, count = chance.randint(19, 49) + 0.95, chance.randint(1, 3)
    return {
        "Name": f"#10{n:02}", "Email": "a@example.com", "Financial Status": "paid",
        "Paid at": f"2026-08-{n:02} 10:00:00", "Fulfillment Status": "fulfilled", "Currency": "GBP",
        "Subtotal": round(price * count, 2), "Shipping": 3.5, "Taxes": 0.0, "Total": round(price * count + 3.5, 2),
        "Created at": f"2026-08-{n:02} 09:59:00", "Lineitem quantity": count, "Lineitem name": f"Cream {n}",
        "Lineitem price": price, "Billing Name": "demo", "Phone": "07000", "Refunded Amount": 0.0,
        "Id": f"55512340{n:05}",
    }  # fmt: skip


SHOPIFY = Stranger(
    "orders_export_1", "orders", "shopify",
    _meant("""
        Name = order_id
        Email =
        Financial Status = status
        Paid at = date
        Fulfillment Status =
        Currency = currency
        Subtotal =
        Shipping =
        Taxes =
        Total = gmv_paid
        Created at =
        Lineitem quantity = items
        Lineitem name = product
        Lineitem price =
        Billing Name =
        Phone =
        Refunded Amount = refund_paid
        Id =
    """),
    _shopify,
    "GBP",
)  # fmt: skip


def _juguang(n: int, chance: Random) -> Row:
    shown, clicked = chance.randint(9_000, 60_000), chance.randint(200, 900)
    cost, likes, kept = round(chance.uniform(300, 900), 2), chance.randint(20, 90), chance.randint(20, 90)
    return {
        "时间": f"2026-08-{n:02}", "计划名称": f"面霜笔记{n}", "计划ID": f"2250{n:05}", "消费": cost,
        "展现量": shown, "点击量": clicked,
        "点击率": _share(clicked, shown), "平均点击成本": round(cost / clicked, 2),
        "平均千次展示费用": round(cost / shown * 1000, 2), "点赞": likes, "评论": n + 2, "收藏": kept, "关注": n + 1, "分享": n,
        "互动量": likes + kept + 3 * n + 3, "平均互动成本": round(cost / (likes + kept + 3 * n + 3), 2),
    }  # fmt: skip


JUGUANG = Stranger(
    "小红书聚光_计划报表_20260801-20260831", "ads", "xiaohongshu",
    _meant("""
        时间 = date
        计划名称 = campaign
        计划ID = campaign_id
        消费 = cost
        展现量 = impressions
        点击量 = clicks
        点击率 =
        平均点击成本 =
        平均千次展示费用 =
        点赞 = likes
        评论 = comments
        收藏 = favourites
        关注 = new_followers
        分享 = shares
        互动量 =
        平均互动成本 =
    """),
    _juguang,
    "CNY",
)  # fmt: skip


def _duoduo(n: int, chance: Random) -> Row:
    visitors, buyers = chance.randint(500, 2000), chance.randint(10, 60)
    orders, money = buyers + chance.randint(1, 6), round(buyers * chance.uniform(20, 60), 2)
    return {
        "统计日期": f"2026-08-{n:02}", "商品ID": f"5510{n:08}", "商品名称": f"面霜{n}", "商品访客数": visitors,
        "商品浏览量": visitors * 2, "商品收藏用户数": n + 3, "支付件数": orders + 7, "支付买家数": buyers, "支付订单数": orders,
        "支付金额": money, "支付转化率": _share(buyers, visitors), "下单率": _share(buyers + 5, visitors),
        "成交UV价值": round(money / visitors, 2),
    }  # fmt: skip


DUODUO = Stranger(
    "拼多多_商品数据_20260801-20260831", "products", "pinduoduo",
    _meant("""
        统计日期 = date
        商品ID = product_id
        商品名称 = product
        商品访客数 =
        商品浏览量 =
        商品收藏用户数 =
        支付件数 = items
        支付买家数 = buyers
        支付订单数 = orders
        支付金额 = gmv_paid
        支付转化率 =
        下单率 =
        成交UV价值 =
    """),
    _duoduo,
    "CNY",
)  # fmt: skip


def _kwai_orders(n: int, chance: Random) -> Row:
    price, count = chance.randint(39, 99) + 0.9, chance.randint(1, 3)
    return {
        "订单编号": f"2321500000000{n:05}", "订单创建时间": f"2026-08-{n:02} 08:00:00",
        "订单支付时间": f"2026-08-{n:02} 08:01:30", "订单状态": "交易成功", "实付款": round(price * count, 2), "运费": 0.0,
        "商品名称": f"面霜{n}", "商品规格": "50g", "商品单价": price, "成交数量": count, "收货人姓名": "某", "收货地址": "某地",
        "CPS达人ID": f"1880{n:06}", "CPS达人昵称": f"达人{n}", "预估推广佣金": round(price * count * 0.2, 2),
    }  # fmt: skip


KWAI_ORDERS = Stranger(
    "快手小店_订单导出_20260801", "orders", "kuaishou",
    _meant("""
        订单编号 = order_id
        订单创建时间 =
        订单支付时间 = date
        订单状态 = status
        实付款 = gmv_paid
        运费 =
        商品名称 = product
        商品规格 =
        商品单价 =
        成交数量 = items
        收货人姓名 =
        收货地址 =
        CPS达人ID = account_id
        CPS达人昵称 = account
        预估推广佣金 = commission_estimated
    """),
    _kwai_orders,
    "CNY",
)  # fmt: skip


def _meta(n: int, chance: Random) -> Row:
    shown, clicked, bought = chance.randint(9_000, 60_000), chance.randint(90, 400), chance.randint(5, 40)
    cost, money = round(chance.uniform(30, 90), 2), round(chance.uniform(200, 900), 2)
    return {
        "Campaign name": f"Cream {n}", "Reporting starts": f"2026-08-{n:02}", "Reporting ends": f"2026-08-{n:02}",
        "Reach": shown - 700, "Impressions": shown, "Frequency": round(shown / (shown - 700), 2),
        "Amount spent (USD)": cost, "Link clicks": clicked, "Purchases": bought, "Purchases conversion value": money,
        "Purchase ROAS (return on ad spend)": round(money / cost, 2),
        "CPM (cost per 1,000 impressions)": round(cost / shown * 1000, 2),
    }  # fmt: skip


META = Stranger(
    "Ads-report-Campaigns-Aug-1-2026-Aug-31-2026", "ads", "meta",
    _meant("""
        Campaign name = campaign
        Reporting starts = date
        Reporting ends = until
        Reach =
        Impressions = impressions
        Frequency =
        Amount spent (USD) = cost
        Link clicks = clicks
        Purchases = orders
        Purchases conversion value = gmv_platform
        Purchase ROAS (return on ad spend) =
        CPM (cost per 1,000 impressions) =
    """),
    _meta,
    "USD",
)  # fmt: skip


def _google(n: int, chance: Random) -> Row:
    shown, clicked, bought = chance.randint(9_000, 60_000), chance.randint(90, 400), chance.randint(5, 40)
    cost, money = round(chance.uniform(30, 90), 2), round(chance.uniform(200, 900), 2)
    return {
        "Campaign": f"Cream {n}", "Day": f"2026-08-{n:02}", "Currency code": "EUR", "Clicks": clicked, "Impr.": shown,
        "CTR": _share(clicked, shown), "Avg. CPC": round(cost / clicked, 2), "Cost": cost, "Conversions": bought,
        "Conv. value": money, "Conv. value / cost": round(money / cost, 2), "Cost / conv.": round(cost / bought, 2),
    }  # fmt: skip


GOOGLE = Stranger(
    "Google Ads Campaign report", "ads", "google",
    _meant("""
        Campaign = campaign
        Day = date
        Currency code = currency
        Clicks = clicks
        Impr. = impressions
        CTR =
        Avg. CPC =
        Cost = cost
        Conversions = conversions
        Conv. value = gmv_platform
        Conv. value / cost =
        Cost / conv. =
    """),
    _google,
    "EUR",
)  # fmt: skip


def _youzan(n: int, chance: Random) -> Row:
    price, count = chance.randint(39, 99) + 0.9, chance.randint(1, 3)
    return {
        "订单号": f"E2026080100{n:010}", "订单状态": "交易完成", "订单创建时间": f"2026-08-{n:02} 08:00:00",
        "买家付款时间": f"2026-08-{n:02} 08:01:30", "商品名称": f"面霜{n}", "商品规格": "50g", "商品数量": count,
        "商品单价": price, "订单实付金额": round(price * count, 2), "订单已退款金额": 0.0, "归属店铺": "示例店",
        "收货人/提货人": "某", "买家备注": "", "分销员": f"员{n}",
    }  # fmt: skip


YOUZAN = Stranger(
    "有赞_订单报表_20260801", "orders", "youzan",
    _meant("""
        订单号 = order_id
        订单状态 = status
        订单创建时间 =
        买家付款时间 = date
        商品名称 = product
        商品规格 =
        商品数量 = items
        商品单价 =
        订单实付金额 = gmv_paid
        订单已退款金额 = refund_paid
        归属店铺 =
        收货人/提货人 =
        买家备注 =
        分销员 =
    """),
    _youzan,
    "CNY",
)  # fmt: skip


def _tokopedia(n: int, chance: Random) -> Row:
    seen, orders = chance.randint(900, 9000), chance.randint(9, 60)
    return {
        "Nama Produk": f"Krim {n}", "ID Produk": f"2190{n:06}", "Status Produk": "Aktif", "Produk Dilihat": seen,
        "Ditambahkan ke Keranjang": orders * 3, "Pesanan": orders, "Produk Terjual": orders + 4, "Pembeli": orders - 1,
        "Pendapatan": f"Rp{orders * 91_000:,}".replace(",", "."), "Konversi": _share(orders, seen),
    }  # fmt: skip


TOKOPEDIA = Stranger(
    "Tokopedia_performa_produk_20260801-20260831", "products", "tokopedia",
    _meant("""
        Nama Produk = product
        ID Produk = product_id
        Status Produk = status
        Produk Dilihat =
        Ditambahkan ke Keranjang = carts
        Pesanan = orders
        Produk Terjual = items
        Pembeli = buyers
        Pendapatan = gmv_platform
        Konversi =
    """),
    _tokopedia,
    "IDR",
)  # fmt: skip


def _mercado(n: int, chance: Random) -> Row:
    price, count = chance.randint(190, 490), chance.randint(1, 3)
    return {
        "# de venta": f"20000061234{n:05}", "Fecha de venta": f"2026-08-{n:02} 10:00", "Estado": "Entregado",
        "Unidades": count, "Ingresos por productos (MXN)": price * count, "Cargo por venta": -round(price * count * 0.14, 2),
        "Costos de envío": -60.0, "Total (MXN)": round(price * count * 0.86 - 60, 2), "# de publicación": f"MLM9{n:09}",
        "Título de la publicación": f"Crema {n}", "Precio unitario": price, "Comprador": "demo",
    }  # fmt: skip


MERCADO = Stranger(
    "Ventas_MX_Mercado_Libre_2026-08", "orders", "mercadolibre",
    _meant("""
        # de venta = order_id
        Fecha de venta = date
        Estado = status
        Unidades = items
        Ingresos por productos (MXN) = gmv_paid
        Cargo por venta = platform_fee
        Costos de envío =
        Total (MXN) =
        # de publicación = product_id
        Título de la publicación = product
        Precio unitario =
        Comprador =
    """),
    _mercado,
    "MXN",
)  # fmt: skip


def _feigua(n: int, chance: Random) -> Row:
    viewers, sold = chance.randint(2000, 90_000), chance.randint(90, 900)
    return {
        "直播标题": f"面霜专场{n}", "达人昵称": f"达人{n}", "开播时间": f"2026-08-{n:02} 19:00:00",
        "直播时长": f"{2 + n % 3}小时{10 + n}分",
        "观看人次": viewers, "人气峰值": viewers // 9, "商品数": 10 + n, "预估销量": sold, "预估销售额": sold * 79.5,
        "UV价值": round(sold * 79.5 / viewers, 2), "带货转化率": _share(sold, viewers),
    }  # fmt: skip


FEIGUA = Stranger(
    "飞瓜数据_直播榜_20260801-20260831", "market", "douyin",
    _meant("""
        直播标题 = content
        达人昵称 = account
        开播时间 = start
        直播时长 = live_minutes
        观看人次 = live_views
        人气峰值 = peak_online
        商品数 =
        预估销量 = items
        预估销售额 = gmv_platform
        UV价值 =
        带货转化率 =
    """),
    _feigua,
    "CNY",
)  # fmt: skip

PRACTICE: Final = (
    SHOPEE_PRODUCTS, SAN_PHAM, SHIPINHAO, AMAZON_DAYS, ADS_MANAGER, SHOPIFY, JUGUANG, DUODUO, KWAI_ORDERS, META,
)  # fmt: skip
HELD_OUT: Final = (SYCM, WANXIANG, JINNIU, SHANGZHI, SHOPEE_ADS, LAZADA, AMAZON_ADS, PESANAN)
BLIND: Final = (GOOGLE, YOUZAN, TOKOPEDIA, MERCADO, FEIGUA)
