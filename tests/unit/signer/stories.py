"""The five stories as answers to their templates' steps: what a clerk would type, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from nguon_signer.answers import Amount, Answers, Attachment, Party, Result
from nguon_signer.event_builder import Payload, build_event
from nguon_signer.template import Template, open_template

HOST = "ledger.example"
PLACE = f"https://{HOST}/places/xuong"
COOP = f"https://{HOST}/participants/coop"
SHOP = f"https://{HOST}/participants/shop"
CARTON = "https://id.gs1.org/00/106141412345678908"
EventId = UUID("1b4e28ba-2fa1-41d2-883f-0016d3cca427")


def product(template: str, role: str) -> str:
    return f"https://{HOST}/p/{template}-{role}"


def products(template: Template) -> dict[str, str]:
    return {role: product(template.name, role) for role in template.products}


@dataclass(frozen=True)
class Told:
    """One step as it is told: lots by role, ``salted-crab:2`` for a second lot.

    ``by_shop``: it is the shop that records it, not the cooperative.
    """

    step: str
    inputs: dict[str, Decimal | int] = field(default_factory=dict)
    outputs: dict[str, Decimal | int] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    by_shop: bool = False


def lot(template: str, name: str) -> str:
    role, _, number = name.partition(":")
    return f"{product(template, role)}/10/L{number or 1}"


def unit(template: str, role: str, number: int) -> str:
    return f"{product(template, role)}/21/S{number}"


def answers(template: str, told: Told) -> Answers:
    def amounts(side: dict[str, Decimal | int]) -> tuple[Amount, ...]:
        return tuple(Amount(lot=lot(template, name), quantity=q) for name, q in side.items())

    given: dict[str, Any] = {"read_point": PLACE, **told.more}
    return Answers(inputs=amounts(told.inputs), outputs=amounts(told.outputs), **given)


def _sold(template: str, role: str, bulk: str, pieces: int) -> list[Told]:
    units = tuple(unit(template, role, i) for i in range(3))
    best = {"fields": {"best_before": "2027-03-14", "production_date": "2026-03-14"}}
    carton: dict[str, Any] = {"units": (CARTON,)}
    shipping = Told("shipping", more=carton | {"destination": Party(SHOP, PLACE)})
    histamine = Result(test="histamin, mg/kg", value=Decimal("38.5"), limit=100)
    return [
        Told("packing", {bulk: 20}, {role: pieces}, best),
        Told("labelling", more={"units": units, "lot_number": "L1"}),
        Told("inspection", {role: pieces}, more={"fields": {"result": "conformant"}}),
        Told("sampling", more={"units": units[2:], "fields": {"results": (histamine,)}}),
        Told("cartoning", more={"units": units[:2], "container": CARTON}),
        shipping,
        Told("calling_back", more=carton | {"fields": {"note": "xe hỏng"}}),
        shipping,
        Told("returning", more=carton | {"fields": {"reason": "thùng ướt"}}, by_shop=True),
        shipping,
        Told("receiving", more=carton | {"source": Party(COOP)}, by_shop=True),
        Told("unpacking", more={"container": CARTON}, by_shop=True),
        Told("recall", {role: 47}, more={"fields": {"reason": "nghi nhiễm khuẩn"}}),
        Told("release", {role: 47}, more={"fields": {"reason": "kết quả xét nghiệm đạt"}}),
        Told("selling", more={"units": units[:1]}, by_shop=True),
        Told("loss", more={"units": units[1:2], "fields": {"reason": "vỡ"}}, by_shop=True),
    ]


STORIES: dict[str, list[Told]] = {
    "ba-khia": [
        Told(
            "harvest",
            outputs={"crab": 130},
            more={"fields": {"method": "hand", "caught_by": "8 xã viên"}},
        ),
        Told("sorting", {"crab": 130}, {"sorted-crab": 120}, {"fields": {"rejected": 10}}),
        Told("washing", {"sorted-crab": 120}),
        Told("stocking", outputs={"salt": 40, "garlic": 5, "chili": 3, "sugar": 8}),
        Told(
            "salting",
            {"sorted-crab": 120, "salt": 30},
            {"salted-crab": 95},
            {"fields": {"brine_strength": Decimal("22.5"), "days": 5}},
        ),
        Told(
            "mixing",
            {"salted-crab": 95, "garlic": 5, "chili": Decimal("2.5"), "sugar": 8},
            {"mixed-crab": 110},
        ),
        *_sold("ba-khia", "jar", "mixed-crab", 50),
    ],
    "shan-tea": [
        Told("season", outputs={"garden": 300}, more={"fields": {"variety": "Shan cổ thụ"}}),
        Told(
            "fertilizing",
            {"garden": 300},
            more={"fields": {"material": "phân chuồng", "amount": 900}},
        ),
        Told(
            "treating",
            {"garden": 300},
            more={"fields": {"material": "dầu khoáng", "amount": 3, "isolation_days": 7}},
        ),
        Told("weeding", {"garden": 300}, more={"fields": {"note": "phát cỏ bằng tay"}}),
        Told(
            "plucking",
            outputs={"fresh-leaf": 60},
            more={"grown_from": (lot("shan-tea", "garden"),), "fields": {"standard": "one_leaf"}},
        ),
        Told("plucking", outputs={"fresh-leaf:2": 50}),
        Told("withering", {"fresh-leaf": 60, "fresh-leaf:2": 50}, {"withered-leaf": 80}),
        Told("fixing", {"withered-leaf": 80}, {"fixed-leaf": 60}),
        Told("rolling", {"fixed-leaf": 60}, {"rolled-leaf": 60}),
        Told(
            "drying", {"rolled-leaf": 60}, {"dry-tea": 24}, {"fields": {"moisture": Decimal("4.5")}}
        ),
        Told("blending", {"dry-tea": 24}, {"blended-tea": 24}),
        *_sold("shan-tea", "pack", "blended-tea", 200),
    ],
    "pepper": [
        Told("season", outputs={"garden": 1200}, more={"fields": {"variety": "Vĩnh Linh"}}),
        Told(
            "fertilizing",
            {"garden": 1200},
            more={"fields": {"material": "phân chuồng", "amount": 600}},
        ),
        Told(
            "treating",
            {"garden": 1200},
            more={"fields": {"material": "Trichoderma", "amount": 12, "isolation_days": 14}},
        ),
        Told("weeding", {"garden": 1200}),
        Told(
            "harvest",
            outputs={"pepper-spikes": 200},
            more={"grown_from": (lot("pepper", "garden"),)},
        ),
        Told("threshing", {"pepper-spikes": 200}, {"pepper-berries": 150}),
        Told("drying", {"pepper-berries": 150}, {"dry-pepper": 50}, {"fields": {"method": "sun"}}),
        Told("grading", {"dry-pepper": 50}, {"graded-pepper": 45}),
        *_sold("pepper", "pack", "graded-pepper", 200),
    ],
    "rice-shrimp": [
        Told("stocking", outputs={"pond": 20_000}, more={"fields": {"hatchery": "Năm Căn"}}),
        Told(
            "water_check",
            {"pond": 20_000},
            more={
                "fields": {
                    "temperature": Decimal("28.5"),
                    "salinity": 12,
                    "ph": Decimal("7.9"),
                    "oxygen": 5,
                }
            },
        ),
        Told("feeding", {"pond": 20_000}, more={"fields": {"material": "cám gạo", "amount": 4}}),
        Told(
            "treating",
            {"pond": 20_000},
            more={"fields": {"material": "vôi", "amount": 50, "isolation_days": 0}},
        ),
        Told("harvest", outputs={"shrimp": 80}, more={"grown_from": (lot("rice-shrimp", "pond"),)}),
        Told(
            "chilling",
            {"shrimp": 80},
            more={"fields": {"temperature": Decimal("0.5"), "temperature_max": 4}},
        ),
        Told("processing", {"shrimp": 80}, {"processed-shrimp": 52}),
        *_sold("rice-shrimp", "bag", "processed-shrimp", 40),
    ],
    "chicken": [
        Told("stocking", outputs={"flock": 500}, more={"fields": {"breed": "gà ri"}}),
        Told("feeding", {"flock": 500}, more={"fields": {"material": "ngô", "amount": 90}}),
        Told("vaccinating", {"flock": 500}, more={"fields": {"vaccine": "Newcastle"}}),
        Told(
            "treating",
            {"flock": 500},
            more={"fields": {"material": "men vi sinh", "amount": 200, "isolation_days": 7}},
        ),
        Told(
            "slaughter",
            outputs={"carcass": 60},
            more={"grown_from": (lot("chicken", "flock"),), "fields": {"birds": 40}},
        ),
        Told("chilling", {"carcass": 60}, more={"fields": {"temperature": 2}}),
        *_sold("chicken", "pack", "carcass", 20),
    ],
}
PHOTO = Attachment("0123456789abcdef" * 4, "image/jpeg")


def told_events(name: str) -> Iterator[Payload]:
    """Build a whole story, an hour a step, from the midnight that begins 15 March 2026."""
    template = open_template(name)
    begin = datetime.fromisoformat("2026-03-15T00:00:00+07:00")
    for hour, told in enumerate(STORIES[name]):
        yield build_event(
            template=template,
            step=told.step,
            answers=answers(name, told),
            time=(begin + timedelta(hours=hour)).isoformat(),
            new_id=lambda hour=hour: UUID(int=hour),  # type: ignore[misc]
            products=products(template),
        )
