"""What may enter: a registry statement (docs/verification.md, step 5)."""

from __future__ import annotations

from nguon_ledger.engine.admission.books import Books
from nguon_ledger.engine.admission.change import Change
from nguon_ledger.engine.intake.identity import identity
from nguon_ledger.errors import NguonError
from nguon_ledger.registry.authority import authorize, check_keys
from nguon_ledger.registry.state import Registry
from nguon_ledger.registry.statements import Genesis, RegistryStatement
from nguon_ledger.trace.touches import Role, Touch, registry_touches


def admit_registration(
    index: int,
    content: RegistryStatement,
    *,
    data: bytes,
    kid: str,
    registry: Registry,
    books: Books,
) -> Change:
    """Let the registry remember a statement, signed with the key ``kid``; return what it touches.

    Genesis at index 0 is checked by the caller, against what is pinned. Raises NguonError
    ``statement_replayed``, or the codes of registry.authority.
    """
    said = Touch(identity(content, data), index, Role.ABOUT)
    if books.mentions.touches(said.subject):
        raise NguonError("statement_replayed", "this was said before; add a member to repeat it")
    if index > 0 or not isinstance(content, Genesis):
        check_keys(content)
        authorize(registry, index, content, registry.signer_at(kid, index))
    registry.record(index, content)
    return Change(index, [*registry_touches(index, content), said])
