"""Who and what is in the demo. The places are real; everybody in it is an example.

GTINs and SSCCs begin with 952, the GS1 prefix for demonstrations and examples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from nguon_ledger.events.gs1 import check_digit

_GS1 = "https://id.gs1.org"


def gtin(number: str) -> str:
    """Return the product of 13 digits with its check digit."""
    return f"{_GS1}/01/{number}{check_digit(number)}"


def sscc(number: str) -> str:
    """Return the logistic unit of 17 digits with its check digit."""
    return f"{_GS1}/00/{number}{check_digit(number)}"


@dataclass(frozen=True)
class Participant:
    """A participant; ``key`` is the name of its key in the demo's keystore."""

    key: str
    name: str
    kind: str
    roles: tuple[str, ...]
    province: str
    commune: str | None = None


@dataclass(frozen=True)
class Place:
    """A place; public coordinates are coarse on purpose."""

    key: str
    owner: str
    name: str
    geo: str
    province: str


@dataclass(frozen=True)
class Product:
    """A product; ``number`` is a GTIN without check digit, or none for an own-domain product."""

    key: str
    owner: str
    name: Mapping[str, str]
    number: str | None = None
    net_grams: int | None = None
    description: Mapping[str, str] | None = None

    def identifier(self, host: str) -> str:
        """Return the product's identifier on a ledger's host."""
        return gtin(self.number) if self.number else f"https://{host}/p/{self.key}"

    @property
    def net_content(self) -> tuple[Decimal, str] | None:
        """Return what one piece holds."""
        return (Decimal(self.net_grams), "GRM") if self.net_grams else None


@dataclass(frozen=True)
class Certificate:
    """A certificate for a product; ``years`` from the start of this one."""

    key: str
    product: str
    scheme: str
    number: str
    level: str | None
    years: int


PARTICIPANTS = (
    Participant("dam-doi", "Hợp tác xã Đầm Dơi (ví dụ)", "cooperative", ("producer", "processor"), "Cà Mau", "Đầm Dơi"),
    Participant("rach-goc", "Hợp tác xã Rạch Gốc (ví dụ)", "cooperative", ("producer", "processor"), "Cà Mau", "Rạch Gốc"),
    Participant("hong-thai", "Hợp tác xã chè Hồng Thái (ví dụ)", "cooperative", ("producer", "processor"), "Tuyên Quang", "Hồng Thái"),
    Participant("cua", "Hợp tác xã hồ tiêu Cùa (ví dụ)", "cooperative", ("producer", "processor"), "Quảng Trị", "Cam Chính"),
    Participant("gio-an", "Hợp tác xã hồ tiêu Gio An (ví dụ)", "cooperative", ("producer", "processor"), "Quảng Trị", "Gio An"),
    Participant("hoi-dong", "Hội đồng OCOP (ví dụ)", "certifier", ("certifier",), "Cà Mau"),
    Participant("cua-hang", "Cửa hàng nông sản (ví dụ)", "retailer", ("retailer",), "Hà Nội"),
)  # fmt: skip

PLACES = (
    Place("rung-dam-doi", "dam-doi", "Rừng ngập mặn Đầm Dơi", "geo:8.99,105.20", "Cà Mau"),
    Place("xuong-dam-doi", "dam-doi", "Xưởng muối Đầm Dơi", "geo:8.98,105.19", "Cà Mau"),
    Place("rung-rach-goc", "rach-goc", "Rừng ngập mặn Rạch Gốc", "geo:8.62,104.99", "Cà Mau"),
    Place("xuong-rach-goc", "rach-goc", "Xưởng muối Rạch Gốc", "geo:8.62,104.98", "Cà Mau"),
    Place("doi-che", "hong-thai", "Đồi chè Shan Hồng Thái", "geo:22.50,105.48", "Tuyên Quang"),
    Place("xuong-che", "hong-thai", "Xưởng chè Hồng Thái", "geo:22.50,105.47", "Tuyên Quang"),
    Place("vuon-tieu", "cua", "Vườn tiêu vùng Cùa", "geo:16.72,106.98", "Quảng Trị"),
    Place("xuong-tieu", "cua", "Xưởng tiêu Cùa", "geo:16.72,106.97", "Quảng Trị"),
    Place("vuon-gio-an", "gio-an", "Vườn tiêu Gio An", "geo:16.95,107.01", "Quảng Trị"),
    Place("xuong-gio-an", "gio-an", "Xưởng tiêu Gio An", "geo:16.95,107.00", "Quảng Trị"),
    Place("quay-ha-noi", "cua-hang", "Quầy hàng Hà Nội", "geo:21.03,105.85", "Hà Nội"),
)

BA_KHIA_JAR = Product(
    "hu-ba-khia", "dam-doi",
    {"vi": "Ba khía muối trộn tỏi ớt, hũ 400 g", "en": "Salted ba khía crab with garlic and chili, 400 g",
     "th": "ปูแสมดองคลุกกระเทียมพริก 400 กรัม", "bn": "রসুন ও মরিচ মেশানো নোনা বা খিয়া কাঁকড়া, ৪০০ গ্রাম"},
    number="0952100000001", net_grams=400,
    description={"vi": "Ba khía bắt đêm trong rừng ngập mặn, muối và trộn tại hợp tác xã.",
                 "en": "Mangrove crab caught by night, salted and mixed at the cooperative.",
                 "th": "ปูแสมจากป่าชายเลน จับตอนกลางคืน ดองเกลือและคลุกเครื่องที่สหกรณ์",
                 "bn": "ম্যানগ্রোভ বনে রাতে ধরা কাঁকড়া, সমবায়েই নোনা ও মেশানো।"},
)  # fmt: skip
TAMPERED_JAR = Product(
    "hu-ba-khia-nho", "dam-doi",
    {"vi": "Ba khía muối trộn, hũ 400 g (lô bị sửa)", "en": "Salted ba khía crab, 400 g (altered record)",
     "th": "ปูแสมดองคลุกเครื่อง 400 กรัม (ข้อมูลถูกแก้ไข)", "bn": "নোনা বা খিয়া কাঁকড়া, ৪০০ গ্রাম (বদলানো নথি)"},
    number="0952100000003", net_grams=400,
)  # fmt: skip
RACH_GOC_JAR = Product(
    "hu-rach-goc", "rach-goc",
    {"vi": "Ba khía muối Rạch Gốc, hũ 400 g", "en": "Salted ba khía crab of Rạch Gốc, 400 g",
     "th": "ปูแสมดองราชก๊อก 400 กรัม", "bn": "রাখ গোকের নোনা বা খিয়া কাঁকড়া, ৪০০ গ্রাম"},
    net_grams=400,
)  # fmt: skip
TEA_PACK = Product(
    "goi-che-shan", "hong-thai",
    {"vi": "Chè Shan tuyết, gói 100 g", "en": "Shan Tuyết tea, 100 g",
     "th": "ชาชานเตวี๊ยต 100 กรัม", "bn": "শান তুয়েত চা, ১০০ গ্রাম"},
    number="0952100000002", net_grams=100,
)  # fmt: skip
PEPPER_PACK = Product(
    "tieu-cua", "cua",
    {"vi": "Tiêu đen Cùa, gói 100 g", "en": "Cùa black pepper, 100 g",
     "th": "พริกไทยดำกู่อา 100 กรัม", "bn": "কুয়া কালো গোলমরিচ, ১০০ গ্রাম"},
    net_grams=100,
)  # fmt: skip
GIO_AN_PACK = Product(
    "tieu-gio-an", "gio-an",
    {"vi": "Tiêu đen Gio An, gói 100 g", "en": "Gio An black pepper, 100 g",
     "th": "พริกไทยดำซออาน 100 กรัม", "bn": "জিও আন কালো গোলমরিচ, ১০০ গ্রাম"},
    net_grams=100,
)  # fmt: skip


def _bulk(key: str, owner: str, vi: str, en: str, th: str, bn: str) -> Product:
    return Product(key, owner, {"vi": vi, "en": en, "th": th, "bn": bn})


def _crab_products(jar: Product, *, ending: str = "") -> tuple[Product, ...]:
    owner = jar.owner
    return (
        jar,
        _bulk(f"ba-khia-tuoi{ending}", owner, "Ba khía tươi", "Live ba khía crab", "ปูแสมสด", "তাজা বা খিয়া কাঁকড়া"),
        _bulk(f"ba-khia-loai{ending}", owner, "Ba khía đã phân loại", "Sorted crab", "ปูแสมคัดแล้ว", "বাছাই করা কাঁকড়া"),
        _bulk(f"ba-khia-muoi{ending}", owner, "Ba khía muối", "Salted crab", "ปูแสมดองเกลือ", "নোনা কাঁকড়া"),
        _bulk(f"ba-khia-tron{ending}", owner, "Ba khía trộn", "Mixed crab", "ปูแสมคลุกเครื่อง", "মসলা মেশানো কাঁকড়া"),
        _bulk(f"muoi{ending}", owner, "Muối biển", "Sea salt", "เกลือทะเล", "সামুদ্রিক লবণ"),
        _bulk(f"toi{ending}", owner, "Tỏi", "Garlic", "กระเทียม", "রসুন"),
        _bulk(f"ot{ending}", owner, "Ớt", "Chili", "พริก", "মরিচ"),
        _bulk(f"duong{ending}", owner, "Đường", "Sugar", "น้ำตาล", "চিনি"),
    )  # fmt: skip


def _pepper_products(pack: Product, *, ending: str = "") -> tuple[Product, ...]:
    owner = pack.owner
    return (
        pack,
        _bulk(f"vuon{ending}", owner, "Vườn tiêu", "Pepper garden", "สวนพริกไทย", "গোলমরিচ বাগান"),
        _bulk(f"chum-tieu{ending}", owner, "Chùm tiêu tươi", "Fresh pepper spikes", "ช่อพริกไทยสด", "তাজা গোলমরিচের ছড়া"),
        _bulk(f"hat-tieu{ending}", owner, "Hạt tiêu tươi", "Fresh berries", "เมล็ดพริกไทยสด", "তাজা গোলমরিচ দানা"),
        _bulk(f"tieu-kho{ending}", owner, "Tiêu khô", "Dry pepper", "พริกไทยแห้ง", "শুকনো গোলমরিচ"),
        _bulk(f"tieu-loai{ending}", owner, "Tiêu đã phân loại", "Graded pepper", "พริกไทยคัดเกรด", "বাছাই করা গোলমরিচ"),
    )  # fmt: skip


CRAB_PRODUCTS = _crab_products(BA_KHIA_JAR)
RACH_GOC_PRODUCTS = _crab_products(RACH_GOC_JAR, ending="-rach-goc")
TAMPERED_PRODUCTS = (TAMPERED_JAR, *CRAB_PRODUCTS[1:])
PEPPER_PRODUCTS = _pepper_products(PEPPER_PACK)
GIO_AN_PRODUCTS = _pepper_products(GIO_AN_PACK, ending="-gio-an")
TEA_PRODUCTS = (
    TEA_PACK,
    _bulk("bup-che", "hong-thai", "Búp chè Shan tươi", "Fresh Shan leaf", "ใบชาสด", "তাজা চা পাতা"),
    _bulk("che-heo", "hong-thai", "Chè héo", "Withered leaf", "ใบชาผึ่งแล้ว", "শুকানো চা পাতা"),
    _bulk("che-diet-men", "hong-thai", "Chè đã diệt men", "Fixed leaf", "ใบชาคั่วแล้ว", "সেঁকা চা পাতা"),
    _bulk("che-vo", "hong-thai", "Chè đã vò", "Rolled leaf", "ใบชานวดแล้ว", "পাকানো চা পাতা"),
    _bulk("che-kho", "hong-thai", "Chè khô", "Dry tea", "ชาแห้ง", "শুকনো চা"),
    _bulk("che-dau-tron", "hong-thai", "Chè đã đấu trộn", "Blended tea", "ชาผสม", "মিশ্রিত চা"),
)

CERTIFICATES = (
    Certificate("ocop-ba-khia", "hu-ba-khia", "OCOP", "VD-01/QĐ-UBND", "4", 3),
    Certificate("ocop-che", "goi-che-shan", "OCOP", "VD-02/QĐ-UBND", "4", 3),
    Certificate("vietgap-tieu", "tieu-cua", "VietGAP", "VD-03", None, 2),
)

# The roles of a process template, in the order of the products that play them.
CRAB_ROLES = (
    "jar", "crab", "sorted-crab", "salted-crab", "mixed-crab", "salt", "garlic", "chili", "sugar",
)  # fmt: skip
TEA_ROLES = (
    "pack", "fresh-leaf", "withered-leaf", "fixed-leaf", "rolled-leaf", "dry-tea", "blended-tea",
)  # fmt: skip
PEPPER_ROLES = (
    "pack", "garden", "pepper-spikes", "pepper-berries", "dry-pepper", "graded-pepper",
)  # fmt: skip
