"""Whether the process answers, and whether it can record."""

from __future__ import annotations

from fastapi import APIRouter

from nguon_api.documents import Alive, Ready, refusals
from nguon_api.parameters import only
from nguon_api.readiness import check_readiness
from nguon_api.service import TheService
from nguon_ledger.errors import NguonError

router = APIRouter(tags=["health"], dependencies=[only()])


@router.get(
    "/healthz",
    summary="Is the process alive?",
    responses={
        200: {
            "description": "It is.",
            "content": {"application/json": {"example": {"status": "alive"}}},
        }
    },
)
async def read_health() -> Alive:
    """Answer as long as the process does, without asking any ledger."""
    return Alive(status="alive")


@router.get(
    "/readyz",
    summary="Can every ledger be read and written?",
    responses={
        200: {
            "description": "They can.",
            "content": {
                "application/json": {"example": {"status": "ready", "ledgers": ["ca-mau"]}}
            },
        },
        **refusals(
            "storage_unavailable",
            "store_inconsistent",
            "store_rolled_back",
            "clock_reversed",
            "checkpoint_stale",
            "writer_missing",
        ),
    },
)
def read_readiness(service: TheService) -> Ready:
    """Ask every ledger; the first that cannot is named in ``field``."""
    for name, broken in service.host.broken.items():
        raise NguonError(broken.code, broken.detail, field=name) from broken
    for ledger in service.host.ledgers.values():
        try:
            check_readiness(ledger, stale_seconds=service.limits.stale_seconds)
        except NguonError as error:
            raise NguonError(error.code, error.detail, field=ledger.name) from error
    return Ready(status="ready", ledgers=list(service.host.ledgers))
