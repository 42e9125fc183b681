"""The log as C2SP clients read it: checkpoint and tiles."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from nguon_api import examples
from nguon_api.documents import answers, refusals
from nguon_api.parameters import only
from nguon_api.service import NamedLedger
from nguon_ledger.encoding.integers import parse_integer
from nguon_ledger.errors import NguonError
from nguon_ledger.log.tiles import parse_tile_path

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"
_MAX_LEVEL = 63  # tlog-tiles: between 0 and 63

router = APIRouter(prefix="/log/{ledger}", tags=["log"], dependencies=[only()])

_TilePath = Annotated[
    str,
    Path(
        description="N, or N.p/W for a partial tile, in groups of three digits (tlog-tiles).",
        examples=["x001/x234/067", "000.p/8"],
    ),
]
_TILE_REFUSALS = refusals(
    "tile_path_malformed", "unknown_ledger", "not_found", "storage_unavailable"
)


@router.get(
    "/checkpoint",
    summary="The published checkpoint",
    response_class=Response,
    responses={
        **answers(200, "A signed note.", {"text/plain": examples.CHECKPOINT}),
        **refusals("unknown_ledger", "storage_unavailable"),
    },
)
def read_checkpoint(ledger: NamedLedger) -> Response:
    """Return the newest signed checkpoint (c2sp.org/tlog-checkpoint). It is never cached."""
    return Response(
        ledger.checkpoint(), headers={"Content-Type": TEXT, "Cache-Control": "no-store"}
    )


# Before the tiles: "entries" is no level.
@router.get(
    "/tile/entries/{path:path}",
    summary="An entry bundle",
    response_class=Response,
    responses={
        **answers(200, "Runs of u16 length and entry.", {_BYTES: examples.STATEMENT}),
        **_TILE_REFUSALS,
    },
)
def read_entry_bundle(ledger: NamedLedger, path: _TilePath) -> Response:
    """Return up to 256 entries, each after its length in 16 bits (c2sp.org/tlog-tiles)."""
    number, width = parse_tile_path(path)
    return _tile_response(ledger.entry_bundle(number=number, width=width))


@router.get(
    "/tile/{level}/{path:path}",
    summary="A tile of the Merkle tree",
    response_class=Response,
    responses={
        **answers(200, "Up to 256 hashes of 32 bytes.", {_BYTES: "32 bytes a hash"}),
        **_TILE_REFUSALS,
    },
)
def read_tile(
    ledger: NamedLedger,
    level: Annotated[str, Path(description="0 for leaves, up to 63.", examples=["0"])],
    path: _TilePath,
) -> Response:
    """Return the hashes of a tile (c2sp.org/tlog-tiles)."""
    number, width = parse_tile_path(path)
    return _tile_response(ledger.tile(level=_parse_level(level), number=number, width=width))


def _parse_level(text: str) -> int:
    try:
        level = parse_integer(text)
    except NguonError:
        level = _MAX_LEVEL + 1
    if level > _MAX_LEVEL:
        raise NguonError("tile_path_malformed", "a level is between 0 and 63", field="level")
    return level


def _tile_response(data: bytes) -> Response:
    return Response(data, headers={"Content-Type": _BYTES, **FOREVER})
