"""Public keys out of files."""

from __future__ import annotations

from pathlib import Path

from nguon_cli.files import read_file
from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.jwk import PublicKey, parse_jwk

_MAX_BYTES = 1 << 16


def read_public_key(path: Path, *, field: str) -> PublicKey:
    """Read a JWK, or what ``nguon key show NAME --json`` prints, which has it inside.

    Raises NguonError ``jwk_malformed``, or as files.read_file.
    """
    data = read_file(path, max_bytes=_MAX_BYTES, field=field)
    try:
        value = parse_object(data)
        return parse_jwk(value.get("jwk", value))
    except NguonError as e:
        raise NguonError("jwk_malformed", f"{path}: {e.detail}", field=field) from None
