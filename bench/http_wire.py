"""HTTP/1.1 as the load generator speaks it: requests made before the clock, answers cut apart."""

from __future__ import annotations

import socket

RECEIVE = 1 << 18
_HEAD_END = b"\r\n\r\n"
_CHUNKED_END = b"\r\n0\r\n\r\n"


def post(path: str, body: bytes, *, host: str, media_type: str = "application/jose") -> bytes:
    """Return the bytes of a POST that keeps the connection."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {media_type}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def get(path: str, *, host: str, encoding: str = "identity") -> bytes:
    """Return the bytes of a GET that keeps the connection."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {encoding}\r\n\r\n".encode()


def is_whole(answer: bytes | bytearray) -> bool:
    """Tell whether one answer has arrived to its end (nothing is pipelined)."""
    end = answer.find(_HEAD_END)
    if end < 0:
        return False
    length = header(answer[:end], b"content-length")
    if length is not None:
        return len(answer) >= end + len(_HEAD_END) + int(length)
    return answer.endswith(_CHUNKED_END)


def status_of(answer: bytes | bytearray) -> int:
    """Return the status code of an answer."""
    return int(answer[9:12])


def body_of(answer: bytes | bytearray) -> bytes:
    """Return the body of a whole answer, its chunks joined (RFC 9112, 7.1)."""
    head, _, rest = bytes(answer).partition(_HEAD_END)
    if header(head, b"content-length") is not None:
        return rest
    body: list[bytes] = []
    position = 0
    while True:
        line = rest.index(b"\r\n", position)
        size = int(rest[position:line].split(b";")[0], 16)
        if size == 0:
            return b"".join(body)
        body.append(rest[line + 2 : line + 2 + size])
        position = line + 2 + size + 2


def header(head: bytes | bytearray, name: bytes) -> bytes | None:
    """Return the value of a header, by its name in small letters."""
    for line in bytes(head).split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.lower() == name:
            return value.strip()
    return None


class Connection:
    """A blocking keep-alive connection."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, request: bytes) -> bytes:
        """Send one request; return the whole answer, head and all.

        Raises ConnectionError if the server closes before the end.
        """
        self._socket.sendall(request)
        answer = bytearray()
        while not is_whole(answer):
            received = self._socket.recv(RECEIVE)
            if not received:
                raise ConnectionError(f"closed after {len(answer)} bytes: {bytes(answer[:200])!r}")
            answer += received
        return bytes(answer)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()
