"""The demo's stories, step by step: what happened, how many hours ago, and how much.

A step is told by roles and lot codes; ``player`` turns it into a signed event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from nguon_cli.demo import cast
from nguon_signer.answers import Answer, Result

Amounts = Mapping[str, str]
"""``role/lot code`` to a decimal amount in the role's unit."""


@dataclass(frozen=True)
class Step:
    """One step of a story; ``hours`` ago. ``lot`` is the lot code of units that get serials.

    ``pictured``: a picture of the first label goes with it.
    """

    name: str
    hours: float
    place: str
    inputs: Amounts = field(default_factory=dict)
    outputs: Amounts = field(default_factory=dict)
    fields: Mapping[str, Answer] = field(default_factory=dict)
    serials: range | None = None
    lot: str | None = None
    grown_from: str | None = None
    pictured: bool = False
    container: str | None = None
    whole_container: bool = False
    destination: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Story:
    """A chain of one cooperative, from a process template.

    ``roles`` are those of ``products``, in their order; the first is what is sold.
    ``dissolved_into``: who goes on for the cooperative, which ends when the story is told.
    """

    template: str
    maker: str
    products: tuple[cast.Product, ...]
    roles: tuple[str, ...]
    steps: tuple[Step, ...]
    lot: str
    serials: range
    dissolved_into: str | None = None

    @property
    def sold(self) -> cast.Product:
        """What a buyer gets."""
        return self.products[0]

    @property
    def places(self) -> tuple[cast.Place, ...]:
        """The places that the story's steps happen at."""
        keys = {step.place for step in self.steps}
        return tuple(place for place in cast.PLACES if place.key in keys)


CARTON, TEA_CARTON = cast.sscc("09521000000000001"), cast.sscc("09521000000000002")
BEST_BEFORE = date(2027, 12, 31)
_BEST_BEFORE = {"best_before": BEST_BEFORE.isoformat()}


def _ba_khia(kilos: int, jars: int, *, woods: str, salting: str) -> tuple[Step, ...]:
    """Tell of one night's catch; what is salted, mixed and filled follows from it."""
    sorted_out, salted = kilos * 0.95, kilos * 0.79
    filled = jars * 0.4
    return (
        Step("harvest", 66, woods, outputs={"crab/0101": f"{kilos}"},
             fields={"method": "hand", "caught_by": "Tổ bắt đêm số 2"}),
        Step("stocking", 65, salting,
             outputs={"salt/0101": f"{kilos}", "garlic/0101": "8", "chili/0101": "6", "sugar/0101": "9"}),
        Step("sorting", 64, salting, {"crab/0101": f"{kilos}"}, {"sorted-crab/0101": f"{sorted_out:g}"}),
        Step("salting", 16, salting,
             {"sorted-crab/0101": f"{sorted_out:g}", "salt/0101": f"{kilos * 0.25:g}"},
             {"salted-crab/0101": f"{salted:g}"}, {"brine_strength": 22, "days": 2}),
        Step("mixing", 12, salting,
             {"salted-crab/0101": f"{salted:g}", "garlic/0101": "3", "chili/0101": "2", "sugar/0101": "4"},
             {"mixed-crab/0101": f"{salted + 8:g}"}),
        Step("packing", 10, salting, {"mixed-crab/0101": f"{filled:g}"}, {"jar/0101": f"{jars}"}, _BEST_BEFORE),
        Step("labelling", 9, salting, serials=range(1, jars + 1), lot="0101", pictured=True),
    )  # fmt: skip


_RESULTS = (
    Result(test="Salmonella trong 25 g", value=0, limit=0),
    Result(test="NaCl, %", value=Decimal("21.5"), limit=18, kind="min"),
)
_WOODS, _SALTING = "rung-dam-doi", "xuong-dam-doi"
BA_KHIA = Story(
    "ba-khia", "dam-doi", cast.CRAB_PRODUCTS, cast.CRAB_ROLES,
    (
        *_ba_khia(120, 232, woods=_WOODS, salting=_SALTING),
        Step("inspection", 8.5, _SALTING, {"jar/0101": "232"}, by="hoi-dong",
             fields={"result": "conformant", "results": _RESULTS}),
        Step("cartoning", 8, _SALTING, serials=range(1, 25), container=CARTON),
        Step("shipping", 6, _SALTING, container=CARTON, whole_container=True, destination="cua-hang"),
        Step("receiving", 2, "quay-ha-noi", container=CARTON, whole_container=True, by="cua-hang"),
    ),
    "0101", range(1, 233),
)  # fmt: skip

_HILL, _TEAHOUSE = "doi-che", "xuong-che"
TEA = Story(
    "shan-tea", "hong-thai", cast.TEA_PRODUCTS, cast.TEA_ROLES,
    (
        Step("plucking", 30, _HILL, outputs={"fresh-leaf/H1": "18"}, fields={"household": "Hộ 1", "standard": "one_leaf"}),
        Step("plucking", 29.5, _HILL, outputs={"fresh-leaf/H2": "22.5"}, fields={"household": "Hộ 2", "standard": "one_leaf"}),
        Step("plucking", 29, _HILL, outputs={"fresh-leaf/H3": "14.5"}, fields={"household": "Hộ 3", "standard": "two_leaves"}),
        Step("withering", 22, _TEAHOUSE, {"fresh-leaf/H1": "18", "fresh-leaf/H2": "22.5", "fresh-leaf/H3": "14.5"},
             {"withered-leaf/T1": "38"}, {"hours": 6}),
        Step("fixing", 20, _TEAHOUSE, {"withered-leaf/T1": "38"}, {"fixed-leaf/T1": "30"}),
        Step("rolling", 19, _TEAHOUSE, {"fixed-leaf/T1": "30"}, {"rolled-leaf/T1": "29.5"}, {"minutes": 35}),
        Step("drying", 10, _TEAHOUSE, {"rolled-leaf/T1": "29.5"}, {"dry-tea/T1": "12"}),
        Step("blending", 6, _TEAHOUSE, {"dry-tea/T1": "12"}, {"blended-tea/T1": "12"}),
        Step("packing", 5, _TEAHOUSE, {"blended-tea/T1": "11.9"}, {"pack/T1": "119"}, _BEST_BEFORE),
        Step("labelling", 4, _TEAHOUSE, serials=range(1, 120), lot="T1", pictured=True),
        Step("cartoning", 3, _TEAHOUSE, serials=range(21, 45), container=TEA_CARTON),
        Step("shipping", 2, _TEAHOUSE, container=TEA_CARTON, whole_container=True, destination="cua-hang"),
    ),
    "T1", range(1, 120),
)  # fmt: skip

_GARDEN, _SHED = "vuon-tieu", "xuong-tieu"
PEPPER = Story(
    "pepper", "cua", cast.PEPPER_PRODUCTS, cast.PEPPER_ROLES,
    (
        Step("season", 71, _GARDEN, outputs={"garden/V7": "400"}, fields={"variety": "Vĩnh Linh"}),
        Step("weeding", 70.5, _GARDEN, {"garden/V7": "400"}, fields={"note": "Dọn gốc trước khi hái"}),
        Step("harvest", 70, _GARDEN, outputs={"pepper-spikes/P3": "90"}, grown_from="garden/V7"),
        Step("threshing", 66, _SHED, {"pepper-spikes/P3": "90"}, {"pepper-berries/P3": "78"}),
        Step("drying", 30, _SHED, {"pepper-berries/P3": "78"}, {"dry-pepper/P3": "26"}, {"method": "sun"}),
        Step("grading", 26, _SHED, {"dry-pepper/P3": "26"}, {"graded-pepper/P3": "24"}),
        Step("packing", 20, _SHED, {"graded-pepper/P3": "24"}, {"pack/P3": "240"}, _BEST_BEFORE),
        Step("labelling", 19, _SHED, serials=range(1, 241), lot="P3", pictured=True),
        Step("recall", 1, _SHED, {"pack/P3": "240"},
             fields={"reason": "Độ ẩm cao hơn mức cho phép",
                     "instructions": "Đừng dùng nữa. Mang lại nơi đã mua để được hoàn tiền."}),
    ),
    "P3", range(1, 241),
)  # fmt: skip

_DAY, _DRY_SHED = 24, "xuong-gio-an"
GIO_AN = Story(
    "pepper", "gio-an", cast.GIO_AN_PRODUCTS, cast.PEPPER_ROLES,
    (
        # A diary that was written down in one evening, months after the work.
        Step("season", 250 * _DAY, "vuon-gio-an", outputs={"garden/G1": "150"}),
        Step("fertilizing", 200 * _DAY, "vuon-gio-an", {"garden/G1": "150"},
             fields={"material": "Phân chuồng hoai", "amount": 300}),
        # Harvested ten days later, of the fourteen to wait.
        Step("treating", 12 * _DAY, "vuon-gio-an", {"garden/G1": "150"},
             fields={"material": "Nano đồng", "amount": 5, "isolation_days": 14, "against": "nấm"}),
        Step("harvest", 2 * _DAY, "vuon-gio-an", outputs={"pepper-spikes/G1": "30"}, grown_from="garden/G1"),
        Step("threshing", 40, _DRY_SHED, {"pepper-spikes/G1": "30"}, {"pepper-berries/G1": "26"}),
        # More than dries out of so few berries.
        Step("drying", 20, _DRY_SHED, {"pepper-berries/G1": "26"}, {"dry-pepper/G1": "15"}, {"method": "dryer"}),
        Step("grading", 18, _DRY_SHED, {"dry-pepper/G1": "15"}, {"graded-pepper/G1": "14.5"}),
        Step("packing", 16, _DRY_SHED, {"graded-pepper/G1": "14.5"}, {"pack/G1": "145"}, _BEST_BEFORE),
        Step("labelling", 15, _DRY_SHED, serials=range(1, 146), lot="G1", pictured=True),
    ),
    "G1", range(1, 146),
)  # fmt: skip

RACH_GOC = Story(
    "ba-khia", "rach-goc", cast.RACH_GOC_PRODUCTS, cast.CRAB_ROLES,
    _ba_khia(50, 95, woods="rung-rach-goc", salting="xuong-rach-goc"), "0101", range(1, 96),
    dissolved_into="dam-doi",
)  # fmt: skip

TAMPERED = Story(
    "ba-khia", "dam-doi", cast.TAMPERED_PRODUCTS, cast.CRAB_ROLES,
    _ba_khia(40, 75, woods=_WOODS, salting=_SALTING), "0101", range(1, 76),
)  # fmt: skip
