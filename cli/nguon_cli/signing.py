"""Sign a payload with the profile's key, and record it by way of the outbox."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from nguon_cli.exits import WRONG
from nguon_cli.home import Home, Profile
from nguon_cli.options import open_home
from nguon_cli.passphrases import Passphrase
from nguon_cli.sending import Outcome, send, tell_outcome, worst
from nguon_cli.session import Session, plain_number
from nguon_ledger.keys.signing import Ed25519SigningKey


class Sign(Protocol):
    """nguon_signer.sealing.sign_event or sign_registry."""

    def __call__(self, payload: dict[str, Any], /, *, log: str, key: Ed25519SigningKey) -> bytes:
        """Check and sign."""


@dataclass(frozen=True)
class Signer:
    """From where, with which key, and whether at all."""

    session: Session
    home: Home
    key: str | None
    passphrase: Passphrase
    dry_run: bool

    @property
    def profile(self) -> Profile:
        """The profile of the home. Raises as Home.profile."""
        return self.home.profile()

    def record(
        self,
        payload: dict[str, Any],
        sign: Sign,
        about: Mapping[str, Any],
        *,
        photos: Sequence[bytes] = (),
    ) -> int:
        """Sign, keep, send, and tell; ``about`` goes into the JSON. Return the exit code.

        ``photos`` are kept before the statement that names them, and sent after it.

        Raises NguonError for what is refused before it is kept: the codes of ``sign``, of
        Home.signing_key, and of the outbox.
        """
        log = self.profile.origin
        if self.dry_run:
            # Signed with a key that nobody has, for signing makes every check.
            sign(payload, log=log, key=Ed25519SigningKey.generate())
            self.session.show(payload, lambda: self._tell_payload(payload))
            return 0
        key = self.home.signing_key(self.key, self.passphrase)
        for photo in photos:
            self.home.photo_box().keep(photo)
        statement = sign(payload, log=log, key=key)
        outcomes = send(self.home, statement, language=self.session.language)
        self._tell(outcomes, about)
        *earlier, mine = outcomes
        return worst([mine, *(other for other in earlier if other.exit_code == WRONG)])

    def _tell_payload(self, payload: Mapping[str, Any]) -> None:
        text = json.dumps(payload, ensure_ascii=False, indent=2, default=plain_number)
        for line in text.split("\n"):
            self.session.say(line)

    def _tell(self, outcomes: list[Outcome], about: Mapping[str, Any]) -> None:
        *earlier, mine = outcomes
        document = mine.document() | dict(about)
        if earlier:
            document["earlier"] = [outcome.document() for outcome in earlier]

        def tell() -> None:
            for outcome in earlier:
                self.session.warn(f"Earlier number {outcome.entry.number}: {outcome.line()}")
            tell_outcome(self.session, mine)

        self.session.show(document, tell)


def open_signer(
    session: Session, home: Path, *, key: str | None, passphrase_file: Path | None, dry_run: bool
) -> Signer:
    """Put the options of a signing command together."""
    return Signer(session, open_home(home), key, Passphrase(passphrase_file), dry_run)
