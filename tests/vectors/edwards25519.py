"""Ed25519's curve in plain integers (RFC 8032, section 5.1): for making test vectors only.

Slow and not constant-time, and shares nothing with the libraries that are held to its output.
"""

from __future__ import annotations

import hashlib
from itertools import count

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, PRIME) % PRIME
SQRT_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)
SIGN_BIT = 1 << 255

# Extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z (RFC 8032, 5.1.4).
Point = tuple[int, int, int, int]
ZERO: Point = (0, 1, 1, 0)


def add(p: Point, q: Point) -> Point:
    """Return p + q; complete on this curve, so doubling is the same formula (RFC 8032, 5.1.4)."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % PRIME
    b = (p[1] + p[0]) * (q[1] + q[0]) % PRIME
    c = 2 * D * p[3] * q[3] % PRIME
    d = 2 * p[2] * q[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def multiply(scalar: int, p: Point) -> Point:
    """Return [scalar]p for a scalar >= 0."""
    result = ZERO
    while scalar:
        if scalar & 1:
            result = add(result, p)
        p = add(p, p)
        scalar >>= 1
    return result


def negate(p: Point) -> Point:
    """Return -p."""
    return -p[0] % PRIME, p[1], p[2], -p[3] % PRIME


def encode(p: Point) -> bytes:
    """Return the canonical 32 bytes of a point (RFC 8032, 5.1.2)."""
    inverse = pow(p[2], -1, PRIME)
    x, y = p[0] * inverse % PRIME, p[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode_leniently(data: bytes) -> Point | None:
    """Return the point with this y modulo p, also from encodings that RFC 8032, 5.1.3 refuses."""
    value = int.from_bytes(data, "little")
    y, sign = value % SIGN_BIT % PRIME, value >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if x * x % PRIME != square:
        x = x * SQRT_MINUS_ONE % PRIME
    if x * x % PRIME != square:
        return None
    if x & 1 != sign:
        x = -x % PRIME
    return x, y, 1, x * y % PRIME


def is_zero(p: Point) -> bool:
    """Tell whether p is the neutral element."""
    return p[0] == 0 and p[1] == p[2]


def is_canonical(data: bytes) -> bool:
    """Tell whether the y coordinate is below p, sign bit aside (docs/formats.md, 3)."""
    return int.from_bytes(data, "little") % SIGN_BIT < PRIME


def has_small_order(data: bytes) -> bool:
    """Tell whether these 32 bytes are, in any spelling, a point of order 1, 2, 4 or 8."""
    point = decode_leniently(data)
    return point is not None and is_zero(multiply(8, point))


def challenge(r: bytes, a: bytes, message: bytes) -> int:
    """Return the unreduced 512-bit SHA-512(R || A || M) (RFC 8032, 5.1.7)."""
    return int.from_bytes(hashlib.sha512(r + a + message).digest(), "little")


def find_base() -> Point:
    """Return the base point: y = 4/5, x even (RFC 8032, 5.1)."""
    base = decode_leniently((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))
    if base is None:
        raise AssertionError
    return base


def find_torsion() -> Point:
    """Return a point of order 8: the smallest y whose point keeps one when multiplied by L."""
    for y in count(2):
        point = decode_leniently(y.to_bytes(32, "little"))
        if point is not None:
            candidate = multiply(ORDER, point)
            if not is_zero(multiply(4, candidate)):
                return candidate
    raise AssertionError


BASE = find_base()
TORSION = find_torsion()
