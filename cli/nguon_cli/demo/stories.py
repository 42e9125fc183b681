"""The demo's stories, step by step: what happened, how many hours ago, and how much.

A step is told by roles and lot codes; ``player`` turns it into a signed event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nguon_cli.demo import cast
from nguon_signer.answers import Answer

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
    """A chain of one cooperative, from a process template."""

    template: str
    maker: str
    products: tuple[cast.Product, ...]
    roles: Mapping[str, str]
    steps: tuple[Step, ...]
    sold: cast.Product
    lot: str
    serials: range

    @property
    def places(self) -> tuple[cast.Place, ...]:
        """The places that the story's steps happen at."""
        keys = {step.place for step in self.steps}
        return tuple(place for place in cast.PLACES if place.key in keys)


CARTON = cast.sscc("09521000000000001")
_WOODS, _SALTING = "rung-dam-doi", "xuong-dam-doi"
BEST_BEFORE = date(2027, 12, 31)
_BEST_BEFORE = {"best_before": BEST_BEFORE.isoformat()}


def _ba_khia(kilos: int, jars: int, *, shipped: bool) -> tuple[Step, ...]:
    """Tell of one night's catch; what is salted, mixed and filled follows from it."""
    sorted_out, salted = kilos * 0.95, kilos * 0.79
    filled = jars * 0.4
    steps = (
        Step("harvest", 66, _WOODS, outputs={"crab/0101": f"{kilos}"},
             fields={"method": "hand", "caught_by": "Tổ bắt đêm số 2"}),
        Step("stocking", 65, _SALTING,
             outputs={"salt/0101": f"{kilos}", "garlic/0101": "8", "chili/0101": "6", "sugar/0101": "9"}),
        Step("sorting", 64, _SALTING, {"crab/0101": f"{kilos}"}, {"sorted-crab/0101": f"{sorted_out:g}"}),
        Step("salting", 62, _SALTING,
             {"sorted-crab/0101": f"{sorted_out:g}", "salt/0101": f"{kilos * 0.25:g}"},
             {"salted-crab/0101": f"{salted:g}"}, {"brine_strength": 22, "days": 2}),
        Step("mixing", 12, _SALTING,
             {"salted-crab/0101": f"{salted:g}", "garlic/0101": "3", "chili/0101": "2", "sugar/0101": "4"},
             {"mixed-crab/0101": f"{salted + 8:g}"}),
        Step("packing", 10, _SALTING, {"mixed-crab/0101": f"{filled:g}"}, {"jar/0101": f"{jars}"}, _BEST_BEFORE),
        Step("labelling", 9, _SALTING, serials=range(1, jars + 1), lot="0101", pictured=True),
    )  # fmt: skip
    if not shipped:
        return steps
    return (
        *steps,
        Step("cartoning", 8, _SALTING, serials=range(1, 25), container=CARTON),
        Step("shipping", 6, _SALTING, container=CARTON, whole_container=True, destination="cua-hang"),
        Step("receiving", 2, "quay-ha-noi", container=CARTON, whole_container=True, by="cua-hang"),
    )  # fmt: skip


BA_KHIA = Story(
    "ba-khia", "dam-doi", cast.CRAB_PRODUCTS, cast.CRAB_ROLES,
    _ba_khia(120, 232, shipped=True), cast.BA_KHIA_JAR, "0101", range(1, 233),
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
    ),
    cast.TEA_PACK, "T1", range(1, 120),
)  # fmt: skip

_GARDEN, _SHED = "vuon-tieu", "xuong-tieu"
_DAY = 24
PEPPER = Story(
    "pepper", "cua", cast.PEPPER_PRODUCTS, cast.PEPPER_ROLES,
    (
        Step("season", 250 * _DAY, _GARDEN, outputs={"garden/V7": "400"}),
        Step("fertilizing", 200 * _DAY, _GARDEN, {"garden/V7": "400"}, fields={"material": "Phân chuồng hoai", "amount": 800}),
        Step("weeding", 150 * _DAY, _GARDEN, {"garden/V7": "400"}),
        Step("treating", 90 * _DAY, _GARDEN, {"garden/V7": "400"},
             fields={"material": "Nano đồng", "amount": 12, "isolation_days": 14, "against": "nấm"}),
        Step("harvest", 70, _GARDEN, outputs={"pepper-spikes/P3": "90"}, grown_from="garden/V7"),
        Step("threshing", 66, _SHED, {"pepper-spikes/P3": "90"}, {"pepper-berries/P3": "78"}),
        Step("drying", 30, _SHED, {"pepper-berries/P3": "78"}, {"dry-pepper/P3": "26"}, {"method": "sun"}),
        Step("grading", 26, _SHED, {"dry-pepper/P3": "26"}, {"graded-pepper/P3": "24"}),
        Step("packing", 20, _SHED, {"graded-pepper/P3": "24"}, {"pack/P3": "240"}, _BEST_BEFORE),
        Step("labelling", 19, _SHED, serials=range(1, 241), lot="P3", pictured=True),
        Step("recall", 1, _SHED, {"pack/P3": "240"},
             fields={"reason": "Độ ẩm cao hơn mức cho phép; mang lại cửa hàng để hoàn tiền"}),
    ),
    cast.PEPPER_PACK, "P3", range(1, 241),
)  # fmt: skip

TAMPERED = Story(
    "ba-khia", "dam-doi", cast.TAMPERED_PRODUCTS, cast.TAMPERED_ROLES,
    _ba_khia(40, 75, shipped=False), cast.TAMPERED_JAR, "0101", range(1, 76),
)  # fmt: skip
