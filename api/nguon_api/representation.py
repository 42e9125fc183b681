"""Bytes with an ETag, compressed where the client takes it (RFC 9110, 8.8 and 13)."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.responses import Response

from nguon_api.negotiate import accepts_gzip, weights

_LEVEL = 6
_WORTH_IT = 512  # below this, headers weigh more than what is saved


@dataclass(frozen=True)
class Representation:
    """What is sent: its bytes, and their media type (with charset where it is text)."""

    body: bytes
    media_type: str
    compressible: bool = True

    @cached_property
    def etag(self) -> str:
        """A weak tag: the same for the plain and the compressed bytes."""
        return f'W/"{sha256(self.body).hexdigest()[:32]}"'

    @cached_property
    def gzipped(self) -> bytes:
        """The compressed bytes, the same every time (no time stamp in them)."""
        return gzip.compress(self.body, _LEVEL, mtime=0)

    def response(self, request: Headers, headers: Mapping[str, str]) -> Response:
        """Answer a GET, with 304 if the client has these bytes already."""
        shared = {"ETag": self.etag, **headers}
        if self.compressible:
            shared["Vary"] = ", ".join(filter(None, [headers.get("Vary"), "Accept-Encoding"]))
        if self._is_known(request):
            return Response(status_code=304, headers=shared)
        body = self.body
        if self.compressible and len(body) >= _WORTH_IT and accepts_gzip(request):
            body = self.gzipped
            shared["Content-Encoding"] = "gzip"
        return Response(body, headers={**shared, "Content-Type": self.media_type})

    def _is_known(self, request: Headers) -> bool:
        # If-None-Match compares weakly: W/"a" and "a" are the same (RFC 9110, 13.1.2).
        known = weights(request, "if-none-match")
        return "*" in known or self.etag.lower() in known or self.etag[2:] in known
