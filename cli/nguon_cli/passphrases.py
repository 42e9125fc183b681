"""Asking for a passphrase, once a run and only when a key is needed."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

from nguon_ledger.errors import NguonError
from nguon_signer.passphrase import read_passphrase


@dataclass(frozen=True)
class Passphrase:
    """Where a passphrase will come from. ``what`` names what it opens, for the prompt."""

    file: Path | None
    what: str = "your keys"

    def ask(self) -> bytes:
        """Return the passphrase of a keystore that exists.

        Raises as nguon_signer.passphrase.read_passphrase.
        """
        return self._read(is_new=False)

    def choose(self) -> bytes:
        """Return the passphrase for a new keystore; a person types it twice.

        Raises as ask, or NguonError ``passphrase_differs``.
        """
        return self._read(is_new=True)

    def _read(self, *, is_new: bool) -> bytes:
        def prompt() -> str:
            return self._prompt(is_new=is_new)

        has_terminal = sys.stdin is not None and sys.stdin.isatty()
        return read_passphrase(
            environ=os.environ, file=self.file, prompt=prompt if has_terminal else None
        )

    def _prompt(self, *, is_new: bool) -> str:
        first = getpass(f"{'New passphrase' if is_new else 'Passphrase'} for {self.what}: ")
        if is_new and getpass("The same again: ") != first:
            raise NguonError("passphrase_differs", "the two passphrases are not the same")
        return first
