"""What the registry remembers, with the index at which each thing came to be."""

from __future__ import annotations

from dataclasses import dataclass

from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.registry.statements import (
    OPERATOR,
    CredentialIssued,
    ParticipantRegistered,
    ParticipantStatusChanged,
)


@dataclass(frozen=True)
class KeyRecord:
    """A participant's key and how long it may sign."""

    key: PublicKey
    participant: str
    added: int
    revoked: int | None = None
    compromised_since: int | None = None
    introduced_by: str | None = None


@dataclass(frozen=True)
class ParticipantRecord:
    """A participant and its changes of status, oldest first."""

    registration: ParticipantRegistered
    index: int
    changes: tuple[tuple[int, ParticipantStatusChanged], ...] = ()

    def status_at(self, index: int) -> str:
        """Return the status that statements before ``index`` give."""
        past = [change.status for at, change in self.changes if at < index]
        return past[-1] if past else "active"

    @property
    def is_operator(self) -> bool:
        """Whether Genesis made it the operator."""
        return OPERATOR in self.registration.roles


@dataclass(frozen=True)
class CredentialRecord:
    """A certificate, and where it was revoked."""

    credential: CredentialIssued
    index: int
    revoked: int | None = None
