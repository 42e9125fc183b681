"""An object store that speaks enough of S3 for obstore, over HTTP, with conditional puts.

It can be told to fail a put before or after it took place, as a network does.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

import pytest
from obstore.store import S3Store

BUCKET = "nguon"


class Bucket:
    """What the server holds: key -> bytes; and how its next puts fail."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self.lost_answers = 0  # so many puts take place and are answered with 500
        self.refused_puts = 0  # so many puts are answered with 500 and do not take place
        self.is_down = False
        self.ignored: set[str] = set()  # headers that this store does not know
        self.url = ""
        self._lock = threading.Lock()

    def put(self, key: str, data: bytes, headers: dict[str, str]) -> int:
        with self._lock:
            if self.is_down:
                return 503
            if self.refused_puts:
                self.refused_puts -= 1
                return 500
            headers = {name: headers[name] for name in headers if name not in self.ignored}
            stored = self.objects.get(key)
            if headers.get("if-none-match") == "*" and stored is not None:
                return 412
            match = headers.get("if-match")
            if match is not None and (stored is None or etag(stored) != match):
                return 412
            self.objects[key], self.headers[key] = data, headers
            if self.lost_answers:
                self.lost_answers -= 1
                return 500
            return 200

    def listing(self, prefix: str) -> str:
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(data)}</Size>"
            f"<ETag>{escape(etag(data))}</ETag>"
            "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
            for key, data in sorted(self.objects.items())
            if key.startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"


def etag(data: bytes) -> str:
    return f'"{sha256(data).hexdigest()[:32]}"'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def do_PUT(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._answer(self.bucket.put(self._key(), data, headers), b"", {"ETag": etag(data)})

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if self.bucket.is_down:
            return self._answer(503, b"")
        if "list-type" in query:
            return self._answer(200, self.bucket.listing(query.get("prefix", [""])[0]).encode())
        data = self.bucket.objects.get(self._key())
        if data is None:
            return self._answer(404, b"")
        when = "Thu, 01 Jan 2026 00:00:00 GMT"
        return self._answer(200, data, {"ETag": etag(data), "Last-Modified": when})

    def do_POST(self) -> None:
        """Delete several objects at once, which is how obstore deletes one."""
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        keys = re.findall("<Key>(.*?)</Key>", asked)
        if self.bucket.is_down:
            return self._answer(503, b"")
        for key in keys:
            self.bucket.objects.pop(unescape(key), None)
        deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        return self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}/")

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def serving_bucket() -> Iterator[Bucket]:
    bucket = Bucket()
    handler = type("Handler", (_Handler,), {"bucket": bucket})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    bucket.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def open_bucket(bucket: Bucket, *, retries: int = 2) -> S3Store:
    return S3Store(
        BUCKET,
        endpoint=bucket.url,
        region="us-east-1",
        access_key_id="key",
        secret_access_key="secret",  # noqa: S106 (of a server in this process)
        client_options={"allow_http": True},
        retry_config={"max_retries": retries},
    )


def in_the_environment(monkeypatch: pytest.MonkeyPatch, bucket: Bucket) -> None:
    """Let ``s3://nguon`` be this bucket, as an operator would say it."""
    for name, value in {
        "AWS_ENDPOINT_URL": bucket.url,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
