"""Makes tests/vectors/ed25519.json: edge cases of Ed25519 verification.

Run ``python -m vectors.make_ed25519`` in tests/; the same file comes out every time.
ED25519.md beside this file tells how each vector was made.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from vectors.edwards25519 import (
    BASE,
    ORDER,
    PRIME,
    SIGN_BIT,
    TORSION,
    ZERO,
    Point,
    add,
    challenge,
    decode_leniently,
    encode,
    has_small_order,
    is_canonical,
    is_zero,
    multiply,
    negate,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Vector:
    """One (public key, message, signature); what a verifier says of it is computed, not stated."""

    name: str
    public: bytes
    message: bytes
    signature: bytes
    note: str

    @property
    def key_acceptable(self) -> bool:
        """docs/formats.md, 3: 32 bytes, y canonical, not of small order."""
        return (
            len(self.public) == 32
            and is_canonical(self.public)
            and not has_small_order(self.public)
        )

    @property
    def server_acceptable(self) -> bool:
        """docs/formats.md, 3: also on the curve and in the subgroup of prime order."""
        if not self.key_acceptable:
            return False
        point = decode_leniently(self.public)
        return point is not None and is_zero(multiply(ORDER, point))

    def difference(self) -> Point | None:
        """[S]B - [h]A, the R that the equation asks for; None if it does not get so far."""
        if len(self.public) != 32 or len(self.signature) != 64:
            return None
        r, s = self.signature[:32], int.from_bytes(self.signature[32:], "little")
        point = decode_leniently(self.public)
        if s >= ORDER or point is None:
            return None
        h = challenge(r, self.public, self.message) % ORDER
        return add(multiply(s, BASE), multiply(h, negate(point)))

    @property
    def cofactorless(self) -> bool:
        """The bare equation: S < L, and R is byte for byte [S]B - [h]A."""
        wanted = self.difference()
        return wanted is not None and encode(wanted) == self.signature[:32]

    @property
    def cofactored(self) -> bool:
        """The equation times 8, which RFC 8032, 5.1.7 prefers and the libraries do not use."""
        wanted = self.difference()
        r = decode_leniently(self.signature[:32]) if wanted is not None else None
        if wanted is None or r is None:
            return False
        return is_zero(multiply(8, add(wanted, negate(r))))

    @property
    def signature_valid(self) -> bool:
        """What every verifier of this project answers."""
        return (
            self.key_acceptable and self.cofactorless and not has_small_order(self.signature[:32])
        )

    def to_json(self) -> dict[str, str | bool]:
        """Return the record of the vector file."""
        return {
            "name": self.name,
            "public": self.public.hex(),
            "message": self.message.hex(),
            "signature": self.signature.hex(),
            "key_acceptable": self.key_acceptable,
            "server_acceptable": self.server_acceptable,
            "signature_valid": self.signature_valid,
            "cofactorless": self.cofactorless,
            "cofactored": self.cofactored,
            "note": self.note,
        }


# RFC 8032, 7.1: seed, message. Public keys and signatures are computed and compared in
# tests/unit/test_ed25519_vectors.py with those that the RFC prints.
RFC_8032 = (
    ("1", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", ""),
    ("2", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72"),
    ("3", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82"),
    (
        "1024",
        "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
        (
            "08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98fa6e264bf09efe12ee50"
            "f8f54e9f77b1e355f6c50544e23fb1433ddf73be84d879de7c0046dc4996d9e773f4bc9efe5738829adb"
            "26c81b37c93a1b270b20329d658675fc6ea534e0810a4432826bf58c941efb65d57a338bbd2e26640f89"
            "ffbc1a858efcb8550ee3a5e1998bd177e93a7363c344fe6b199ee5d02e82d522c4feba15452f80288a82"
            "1a579116ec6dad2b3b310da903401aa62100ab5d1a36553e06203b33890cc9b832f79ef80560ccb9a39c"
            "e767967ed628c6ad573cb116dbefefd75499da96bd68a8a97b928a8bbc103b6621fcde2beca1231d206b"
            "e6cd9ec7aff6f6c94fcd7204ed3455c68c83f4a41da4af2b74ef5c53f1d8ac70bdcb7ed185ce81bd8435"
            "9d44254d95629e9855a94a7c1958d1f8ada5d0532ed8a5aa3fb2d17ba70eb6248e594e1a2297acbbb39d"
            "502f1a8c6eb6f1ce22b3de1a1f40cc24554119a831a9aad6079cad88425de6bde1a9187ebb6092cf67bf"
            "2b13fd65f27088d78b7e883c8759d2c4f5c65adb7553878ad575f9fad878e80a0c9ba63bcbcc2732e694"
            "85bbc9c90bfbd62481d9089beccf80cfe2df16a2cf65bd92dd597b0707e0917af48bbb75fed413d238f5"
            "555a7a569d80c3414a8d0859dc65a46128bab27af87a71314f318c782b23ebfe808b82b0ce26401d2e22"
            "f04d83d1255dc51addd3b75a2b1ae0784504df543af8969be3ea7082ff7fc9888c144da2af58429ec960"
            "31dbcad3dad9af0dcbaaaf268cb8fcffead94f3c7ca495e056a9b47acdb751fb73e666c6c655ade82972"
            "97d07ad1ba5e43f1bca32301651339e22904cc8c42f58c30c04aafdb038dda0847dd988dcda6f3bfd15c"
            "4b4c4525004aa06eeff8ca61783aacec57fb3d1f92b0fe2fd1a85f6724517b65e614ad6808d6f6ee34df"
            "f7310fdc82aebfd904b01e1dc54b2927094b2db68d6f903b68401adebf5a7e08d78ff4ef5d63653a6504"
            "0cf9bfd4aca7984a74d37145986780fc0b16ac451649de6188a7dbdf191f64b5fc5e2ab47b57f7f7276c"
            "d419c17a3ca8e1b939ae49e488acba6b965610b5480109c8b17b80e1b7b750dfc7598d5d5011fd2dcc56"
            "00a32ef5b52a1ecc820e308aa342721aac0943bf6686b64b2579376504ccc493d97e6aed3fb0f9cd71a4"
            "3dd497f01f17c0e2cb3797aa2a2f256656168e6c496afc5fb93246f6b1116398a346f1a641f3b041e989"
            "f7914f90cc2c7fff357876e506b50d334ba77c225bc307ba537152f3f1610e4eafe595f6d9d90d11faa9"
            "33a15ef1369546868a7f3a45a96768d40fd9d03412c091c6315cf4fde7cb68606937380db2eaaa707b4c"
            "4185c32eddcdd306705e4dc1ffc872eeee475a64dfac86aba41c0618983f8741c5ef68d3a101e8a3b8ca"
            "c60c905c15fc910840b94c00a0b9d0"
        ),
    ),
    (
        "sha_abc",
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        hashlib.sha512(b"abc").hexdigest(),
    ),
)

MESSAGE = b"mot hu ba khia, Dam Doi"
SECRET = int.from_bytes(hashlib.sha512(b"nguon vector key").digest(), "little") % ORDER
NONCE = int.from_bytes(hashlib.sha512(b"nguon vector nonce").digest(), "little") % ORDER
PUBLIC = encode(multiply(SECRET, BASE))
MIXED = encode(add(multiply(SECRET, BASE), TORSION))


def signed(*, public: bytes, r: bytes, message: bytes = MESSAGE, nonce: int = NONCE) -> bytes:
    """Return R || S with S = nonce + h * SECRET mod L, whatever R and the public key are."""
    h = challenge(r, public, message) % ORDER
    return r + ((nonce + h * SECRET) % ORDER).to_bytes(32, "little")


def with_s(signature: bytes, s: int) -> bytes:
    """Return the signature with another S."""
    return signature[:32] + s.to_bytes(32, "little")


def flipped(data: bytes, bit: int) -> bytes:
    """Return the data with one bit inverted, bit 0 the lowest of the first byte."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def first_message(*, r: bytes, public: bytes, accepts: Callable[[int], bool]) -> bytes:
    """Return the first of "0", "1", "2", ... whose challenge is accepted."""
    messages = (str(i).encode() for i in count())
    return next(m for m in messages if accepts(challenge(r, public, m)))


def leaves(rest: int) -> Callable[[int], bool]:
    """Return a test that h mod L leaves this rest modulo 8."""
    return lambda h: h % ORDER % 8 == rest % 8


def rfc_vectors() -> Iterator[Vector]:
    """Sign the RFC's messages with the RFC's seeds (RFC 8032, 5.1.5 and 5.1.6)."""
    for label, seed, text in RFC_8032:
        message, digest = bytes.fromhex(text), hashlib.sha512(bytes.fromhex(seed)).digest()
        scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
        nonce = int.from_bytes(hashlib.sha512(digest[32:] + message).digest(), "little")
        public, r = encode(multiply(scalar, BASE)), encode(multiply(nonce % ORDER, BASE))
        s = (nonce + challenge(r, public, message) * scalar) % ORDER
        signature = r + s.to_bytes(32, "little")
        yield Vector(f"rfc8032_{label}", public, message, signature, "RFC 8032, section 7.1")


def spellings(y: int) -> Iterator[tuple[str, bytes]]:
    """Yield every 32-byte string that stands for the points with this y."""
    for name, value in (("", y), ("_plus_p", y + PRIME)):
        if value < SIGN_BIT:
            yield name, value.to_bytes(32, "little")
            yield name + "_signed", (value | SIGN_BIT).to_bytes(32, "little")


def small_order_encodings() -> dict[str, bytes]:
    """Return the fourteen spellings of the eight points of order 1, 2, 4 and 8."""
    points = [multiply(i, TORSION) for i in range(8)]
    found: dict[str, bytes] = {}
    for i in (0, 4, 2, 1, 3):  # the other three share their y with one of these
        y = int.from_bytes(encode(points[i]), "little") % SIGN_BIT
        order = (1, 8, 4, 8, 2)[i]
        tail = f"_{i}" if order == 8 else ""
        found |= {f"order_{order}{tail}{name}": data for name, data in spellings(y)}
    return found


def small_order_keys() -> Iterator[Vector]:
    """Yield forgeries that need no secret: R = [NONCE]B, S = NONCE, and h * A = 0."""
    r = encode(multiply(NONCE, BASE))
    for name, public in small_order_encodings().items():
        message = first_message(r=r, public=public, accepts=leaves(0))
        yield Vector(
            f"weak_key_{name}",
            public,
            message,
            with_s(r + bytes(32), NONCE),
            "anybody can sign under a key of small order: A drops out of the equation",
        )
    zero = encode(ZERO)
    yield Vector(
        "weak_key_and_r_zero_s_zero", zero, MESSAGE, zero + bytes(32), "A = R = neutral, S = 0"
    )
    yield Vector(
        "weak_key_s_is_l",
        zero,
        MESSAGE,
        zero + ORDER.to_bytes(32, "little"),
        "as before with S = L, which is 0 modulo L",
    )


def noncanonical_keys() -> Iterator[Vector]:
    """Yield every y from p to 2^255 - 1 that is not of small order, with both signs."""
    r = encode(multiply(NONCE, BASE))
    for y in range(2, 19):
        for name, public in spellings(y):
            if "_plus_p" not in name:
                continue
            place = "off" if decode_leniently(public) is None else "on"
            yield Vector(
                f"noncanonical_key_{y}{name}",
                public,
                MESSAGE,
                signed(public=public, r=r),
                f"y = p + {y}, {place} the curve when reduced",
            )


def foreign_keys() -> Iterator[Vector]:
    """Yield keys that are no point at all, and keys of wrong length."""
    r = encode(multiply(NONCE, BASE))
    off = next(y for y in count(2) if decode_leniently(y.to_bytes(32, "little")) is None)
    for sign in (0, SIGN_BIT):
        public = (off | sign).to_bytes(32, "little")
        signature = signed(public=public, r=r)
        name = "off_curve_key_signed" if sign else "off_curve_key"
        yield Vector(name, public, MESSAGE, signature, f"y = {off} has no x")
    signature = signed(public=PUBLIC, r=r)
    for public in (b"", PUBLIC[:31], PUBLIC + b"\x00"):
        name, note = f"key_of_{len(public)}_bytes", "a key has 32 bytes"
        yield Vector(name, public, MESSAGE, signature, note)


def scalars() -> Iterator[Vector]:
    """Yield one good signature, and the same with S outside 0 <= S < L (RFC 8032, 5.1.7)."""
    good = signed(public=PUBLIC, r=encode(multiply(NONCE, BASE)))
    s = int.from_bytes(good[32:], "little")
    yield Vector("good", PUBLIC, MESSAGE, good, "the signature that the next ones are made from")
    for k in (1, 2, 8, 14):
        bad = with_s(good, s + k * ORDER)
        yield Vector(f"s_plus_{k}l", PUBLIC, MESSAGE, bad, "the same S modulo L")
    for bit in (253, 254, 255):
        bad = with_s(good, s | 1 << bit)
        yield Vector(f"s_bit_{bit}", PUBLIC, MESSAGE, bad, "high bit set on S")
    for name, value in (("l", ORDER), ("l_minus_1", ORDER - 1), ("zero", 0), ("max", 2**256 - 1)):
        bad = with_s(good, value)
        yield Vector(f"s_is_{name}", PUBLIC, MESSAGE, bad, "S replaced")


def small_order_r() -> Iterator[Vector]:
    """Yield R of small order under a good key and under a mixed one."""
    note = "R of small order and nonce 0"
    for name, r in small_order_encodings().items():
        signature = signed(public=PUBLIC, r=r, nonce=0)
        yield Vector(f"small_r_{name}", PUBLIC, MESSAGE, signature, note)
    for i in range(8):
        r = encode(multiply(i, TORSION))
        message = first_message(r=r, public=MIXED, accepts=leaves(-i))
        signature = signed(public=MIXED, r=r, message=message, nonce=0)
        name, note = f"small_r_mixed_key_{i}", "the torsion of R cancels that of h * A"
        yield Vector(name, MIXED, message, signature, note)


def other_r() -> Iterator[Vector]:
    """Yield R with torsion added, R that is no point, and R not canonical."""
    for i in range(1, 8):
        r = encode(add(multiply(NONCE, BASE), multiply(i, TORSION)))
        note = "torsion added to R: only a cofactored verifier accepts"
        yield Vector(f"mixed_r_{i}", PUBLIC, MESSAGE, signed(public=PUBLIC, r=r), note)
    for name, y in (("off_curve", 2), ("noncanonical_3", PRIME + 3), ("all_ones", SIGN_BIT - 1)):
        signature = signed(public=PUBLIC, r=y.to_bytes(32, "little"))
        yield Vector(f"r_{name}", PUBLIC, MESSAGE, signature, "R replaced before hashing")


def mixed_keys() -> Iterator[Vector]:
    """Yield signatures under [SECRET]B + a point of order 8, whose torsion may drop out."""
    r = encode(multiply(NONCE, BASE))

    def case(name: str, accepts: Callable[[int], bool], note: str) -> Vector:
        message = first_message(r=r, public=MIXED, accepts=accepts)
        signature = signed(public=MIXED, r=r, message=message)
        return Vector(f"mixed_key_{name}", MIXED, message, signature, note)

    for rest in range(8):
        verdict = "drops out" if rest == 0 else "stays: only a cofactored verifier accepts"
        note = f"h mod L is {rest} modulo 8, so the torsion {verdict}"
        yield case(f"h_{rest}", leaves(rest), note)
    yield case(
        "only_reduced_h",
        lambda h: h % ORDER % 8 == 0 and h % 8 != 0,
        "the torsion drops out only if h is reduced modulo L first, as all libraries do",
    )
    yield case(
        "only_unreduced_h",
        lambda h: h % 8 == 0 and h % ORDER % 8 != 0,
        "the torsion would drop out only if h were not reduced",
    )
    for i in range(1, 8):
        mixed = encode(add(multiply(NONCE, BASE), multiply(i, TORSION)))
        message = first_message(r=mixed, public=MIXED, accepts=leaves(-i))
        signature = signed(public=MIXED, r=mixed, message=message)
        name, note = f"mixed_key_and_r_{i}", "the torsion of R cancels that of h * A"
        yield Vector(name, MIXED, message, signature, note)


def damaged() -> Iterator[Vector]:
    """Yield one bit flipped in each part, and signatures of wrong length."""
    good = signed(public=PUBLIC, r=encode(multiply(NONCE, BASE)))
    for bit in (0, 7, 128, 254, 255):
        note = "one bit flipped"
        yield Vector(f"flip_r_{bit}", PUBLIC, MESSAGE, flipped(good, bit), note)
        if bit < 252:
            yield Vector(f"flip_s_{bit}", PUBLIC, MESSAGE, flipped(good, 256 + bit), note)
        yield Vector(f"flip_key_{bit}", flipped(PUBLIC, bit), MESSAGE, good, note)
    for bit in (0, 8 * len(MESSAGE) - 1):
        yield Vector(f"flip_message_{bit}", PUBLIC, flipped(MESSAGE, bit), good, "one bit flipped")
    yield Vector("message_longer", PUBLIC, MESSAGE + b"\x00", good, "a zero byte appended")
    yield Vector("message_empty", PUBLIC, b"", good, "the message taken away")
    for signature in (b"", good[:32], good[:63], good + b"\x00"):
        name, note = f"signature_of_{len(signature)}_bytes", "a signature has 64 bytes"
        yield Vector(name, PUBLIC, MESSAGE, signature, note)


def all_vectors() -> list[Vector]:
    """Return every vector, in the order of the file."""
    makers = (
        rfc_vectors,
        scalars,
        small_order_keys,
        noncanonical_keys,
        foreign_keys,
        small_order_r,
        other_r,
        mixed_keys,
        damaged,
    )
    return [vector for maker in makers for vector in maker()]


def render() -> str:
    """Return the text of ed25519.json."""
    return json.dumps([vector.to_json() for vector in all_vectors()], indent=1) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("ed25519.json").write_text(render(), encoding="utf-8")
