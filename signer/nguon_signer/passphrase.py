"""Where a passphrase comes from: a file, the environment, or a person. Never a command line."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from nguon_ledger.errors import NguonError
from nguon_signer.private_file import read_private

VARIABLE = "NGUON_PASSPHRASE"
_MAX_BYTES = 4096


def read_passphrase(
    *,
    environ: Mapping[str, str],
    file: Path | None = None,
    prompt: Callable[[], str] | None = None,
) -> bytes:
    """Take the passphrase from ``file``, else from NGUON_PASSPHRASE, else from ``prompt``.

    A file loses one line end. The text is brought to Unicode NFC, because one keyboard writes
    ``ệ`` as one code point and the next as three. Raises NguonError ``passphrase_missing``,
    ``passphrase_malformed``, or, for the file, the codes of private_file.read_private.
    """
    if file is not None:
        text = _from_file(file)
    elif VARIABLE in environ:
        text = environ[VARIABLE]
    elif prompt is not None:
        text = prompt()
    else:
        raise NguonError("passphrase_missing", f"set {VARIABLE}, or name a passphrase file")
    if not text:
        raise NguonError("passphrase_missing", "the passphrase is empty")
    try:
        return unicodedata.normalize("NFC", text).encode("utf-8")
    except UnicodeEncodeError:
        raise _malformed() from None


def _from_file(path: Path) -> str:
    try:
        text = read_private(path, max_bytes=_MAX_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        raise _malformed() from None
    return text.removesuffix("\n").removesuffix("\r")


def _malformed() -> NguonError:
    return NguonError("passphrase_malformed", "the passphrase is not UTF-8 text")
