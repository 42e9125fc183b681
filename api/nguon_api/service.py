"""What the routes find in the application: the ledgers, the page, the limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import Request

from nguon_api.gate import Gate
from nguon_api.limits import Limits
from nguon_api.site import Site
from nguon_ledger.engine.host import Host
from nguon_ledger.engine.ledger import Ledger
from nguon_ledger.errors import NguonError


@dataclass(frozen=True)
class Service:
    """Everything that create_app was given, ready to serve."""

    host: Host
    site: Site
    limits: Limits
    gates: dict[str, Gate] = field(default_factory=dict)

    def gate(self, ledger: Ledger) -> Gate:
        """Return where single statements of a ledger gather."""
        return self.gates.setdefault(ledger.name, Gate(ledger))

    def ledger(self, name: str) -> Ledger:
        """Return a ledger. Raises NguonError ``unknown_ledger``, or why it could not be opened."""
        found, broken = self.host.ledgers.get(name), self.host.broken.get(name)
        if broken is not None:
            raise NguonError(broken.code, broken.detail) from broken
        if found is None:
            raise NguonError("unknown_ledger", f"there is no ledger {name[:80]!r}", field="ledger")
        return found


LEDGER = {
    "name": "ledger",
    "in": "path",
    "required": True,
    "description": "A ledger's name.",
    "schema": {"type": "string", "examples": ["ca-mau"]},
}  # of OpenAPI, for routes that look it up by themselves


def service_of(request: Request) -> Service:
    """Return what create_app was given."""
    service: Service = request.app.state.service
    return service


# Asynchronous, so that these look-ups do not cost a worker thread each.
async def _service(request: Request) -> Service:
    return service_of(request)


TheService = Annotated[Service, Depends(_service)]


async def _ledger(
    service: TheService,
    ledger: Annotated[str, Path(description="A ledger's name.", examples=["ca-mau"])],
) -> Ledger:
    return service.ledger(ledger)


NamedLedger = Annotated[Ledger, Depends(_ledger)]
