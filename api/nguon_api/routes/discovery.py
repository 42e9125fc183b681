"""Which ledgers are here, and the keys to pin."""

from __future__ import annotations

from fastapi import APIRouter

from nguon_api import examples
from nguon_api.documents import LedgerDocument, Ledgers
from nguon_api.parameters import only
from nguon_api.service import Service, TheService

router = APIRouter(tags=["discovery"], dependencies=[only()])


def ledgers_document(service: Service) -> Ledgers:
    """List the server's ledgers, which is also its pins file."""
    return Ledgers(
        ledgers=[
            LedgerDocument(
                name=ledger.name,
                origin=ledger.origin,
                prefix=f"/log/{ledger.name}",
                vkey=ledger.log.vkey,
            )
            for ledger in service.host.ledgers.values()
        ]
    )


@router.get(
    "/.well-known/nguon.json",
    summary="The ledgers of this server",
    responses={
        200: {
            "description": "Names, origins and verifier keys.",
            "content": {"application/json": {"example": examples.LEDGERS}},
        }
    },
)
def read_ledgers(service: TheService) -> Ledgers:
    """Return each ledger's name, origin, path and verifier key.

    A verifier pins a key once and does not ask its holder again.
    """
    return ledgers_document(service)
