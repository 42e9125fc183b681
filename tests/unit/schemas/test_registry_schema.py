from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from nguon_schemas import SchemaError, load_schema
from nguon_schemas.validate import validate_registry, validate_seal
from unit.schemas.broken_events import ABSENT, edit
from unit.schemas.mutants import idle_rules

_X = "A" * 43
_KEY = {"kty": "OKP", "crv": "Ed25519", "x": _X}
_EC_KEY = {"kty": "EC", "crv": "P-256", "x": _X, "y": _X}
_COOP = "https://ledger.example/party/dam-doi"
_HASH = "0123456789abcdef" * 4
_TIME = "2026-03-14T21:30:00+07:00"
_LONG = "x" * 5000
_LONG_URI = "https://ledger.example/" + "a" * 200

GOOD: dict[str, dict[str, Any]] = {
    "Genesis": {
        "origin": "ledger.example:8000/log/cm",
        "time": _TIME,
        "logKeys": ["ledger.example/log/cm+8f52e036+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"],
        "sealKey": {**_KEY},
        "operator": {
            "participant": "https://ledger.example/party/union",
            "name": "Liên minh Hợp tác xã Cà Mau",
            "contact": "mailto:lienminh@ledger.example",
            "province": "Cà Mau",
            "keys": [_KEY],
        },
        "rules": 1,
    },
    "ParticipantRegistered": {
        "participant": _COOP,
        "name": "Hợp tác xã Đầm Dơi",
        "kind": "cooperative",
        "roles": ["producer", "processor"],
        "province": "Cà Mau",
        "contact": "tel:+84290000000",
        "keys": [_KEY, _EC_KEY],
        "commune": "Đầm Dơi",
        "address": "Ấp 1",
    },
    "ParticipantStatusChanged": {
        "participant": _COOP,
        "status": "merged",
        "effective": _TIME,
        "reason": "sáp nhập",
        "into": ["https://ledger.example/party/nam-can"],
    },
    "KeyAdded": {"participant": _COOP, "key": _EC_KEY},
    "KeyRevoked": {"key": _X, "reason": "stolen", "compromisedSince": _TIME},
    "ProductRegistered": {
        "product": "https://ledger.example/p/ba-khia",
        "owner": _COOP,
        "name": {"vi": "Ba khía muối", "en-GB": "Salted crab"},
        "description": {"vi": "Muối truyền thống"},
        "netContent": {"quantity": Decimal("0.4"), "uom": "KGM"},
        "recipe": "https://ledger.example/recipe/ba-khia",
    },
    "LocationRegistered": {
        "location": "https://id.gs1.org/414/8930000000002",
        "owner": _COOP,
        "name": "Xưởng muối",
        "geo": "geo:8.99,-105.15",
        "province": "Cà Mau",
        "area": {"south": Decimal("8.9"), "west": -180, "north": 90, "east": Decimal("105.2")},
    },
    "CredentialIssued": {
        "credential": "https://certifier.example/ocop/17",
        "issuer": "https://certifier.example/",
        "subject": "https://ledger.example/p/ba-khia",
        "scheme": "OCOP",
        "number": "17/QĐ",
        "level": "4 sao",
        "validFrom": _TIME,
        "validUntil": "2029-03-14T00:00:00Z",
        "documentHash": _HASH,
    },
    "CredentialRevoked": {"credential": "https://certifier.example/ocop/17", "reason": "hết hạn"},
    "RecipeRegistered": {
        "recipe": "https://ledger.example/recipe/ba-khia",
        "owner": _COOP,
        "name": {"vi": "Ba khía muối"},
        "steps": [
            {"step": "salting", "yieldMax": Decimal("1.1"), "hoursMin": 20, "hoursMax": 1440},
            {"step": "mixing"},
        ],
    },
    "RulesRaised": {"version": 2},
}


def statement(kind: str) -> dict[str, Any]:
    return deepcopy({"type": kind, **GOOD[kind]})


_OPTIONAL = {
    ("ParticipantRegistered", "commune"),
    ("ParticipantRegistered", "address"),
    ("ParticipantStatusChanged", "into"),
    ("KeyRevoked", "compromisedSince"),
    ("ProductRegistered", "description"),
    ("ProductRegistered", "netContent"),
    ("ProductRegistered", "recipe"),
    ("LocationRegistered", "geo"),
    ("LocationRegistered", "province"),
    ("LocationRegistered", "area"),
    ("CredentialIssued", "number"),
    ("CredentialIssued", "level"),
    ("CredentialIssued", "documentHash"),
}
_MISSING = (
    [
        (kind, f"/{name}", ABSENT, "is missing")
        for kind, members in GOOD.items()
        for name in members
        if (kind, name) not in _OPTIONAL
    ]
    + [
        ("Genesis", f"/operator/{name}", ABSENT, "is missing")
        for name in GOOD["Genesis"]["operator"]
    ]
    + [
        ("ProductRegistered", "/netContent/quantity", ABSENT, "is missing"),
        ("ProductRegistered", "/netContent/uom", ABSENT, "is missing"),
        ("RecipeRegistered", "/steps/0/step", ABSENT, "is missing"),
        ("KeyAdded", "/key/kty", ABSENT, "is missing"),
    ]
    + [
        ("LocationRegistered", f"/area/{name}", ABSENT, "is missing")
        for name in GOOD["LocationRegistered"]["area"]
    ]
)
_IDS = [
    (kind, f"/{name}", what, "an identifier: an https URI")
    for kind, members in GOOD.items()
    for name in (
        *("participant", "owner", "product", "location"),
        *("credential", "issuer", "subject", "recipe"),
    )
    if name in members
    for what in (
        "http://a.example/",
        "https://a b",
        "https://đ.example/",
        _LONG_URI,
        "https://[a",
        1,
    )
]
_TIMES = [
    (kind, f"/{name}", what, "a time of RFC 3339")
    for kind, members in GOOD.items()
    for name in ("time", "effective", "compromisedSince", "validFrom", "validUntil")
    if name in members
    for what in ("yesterday", "2026-02-30T00:00:00Z", "2026-03-14T21:30:60Z", 1)
]
_NAMES = [
    (kind, where, what, "a text of 1 to 200 characters on one line")
    for kind, where in (
        ("Genesis", "/operator/name"),
        ("Genesis", "/operator/province"),
        ("ParticipantRegistered", "/name"),
        ("ParticipantRegistered", "/province"),
        ("ParticipantRegistered", "/commune"),
        ("ParticipantRegistered", "/address"),
        ("ProductRegistered", "/name/vi"),
        ("LocationRegistered", "/name"),
        ("LocationRegistered", "/province"),
        ("CredentialIssued", "/scheme"),
        ("CredentialIssued", "/number"),
        ("CredentialIssued", "/level"),
        ("RecipeRegistered", "/name/vi"),
    )
    for what in ("", "x" * 201, "two\nlines", 1)
]
_VALUES: list[tuple[str, str, object, str]] = [
    *(
        ("Genesis", "/origin", what, "an origin")
        for what in ("https://a.example/log", "a b", "", "a.example/" + "x" * 200, 1)
    ),
    *(
        ("Genesis", "/logKeys", what, "1 to 20 verifier keys")
        for what in ([], "x", ["a+8f52e036+AQ=="] * 2, [f"a{i}+8f52e036+AQ==" for i in range(21)])
    ),
    *(
        ("Genesis", "/logKeys/0", what, "a verifier key")
        for what in ("a+b+c", "a b+8f52e036+AQ==", "a+8f52e036+" + "A" * 4000, 1)
    ),
    *(
        (kind, where, what, "a version of the rules")
        for kind, where in (("Genesis", "/rules"), ("RulesRaised", "/version"))
        for what in (0, 1.5, "1", 1_000_001)
    ),
    ("Genesis", "/operator", "x", "an operator"),
    ("Genesis", "/operator/participant", "x", "an identifier"),
    ("Genesis", "/sealKey", "x", "a public key"),
    ("ParticipantRegistered", "/kind", "shop", "a kind of participant"),
    *(
        ("ParticipantRegistered", "/roles", what, "a list of roles")
        for what in ([], "producer", ["producer"] * 2)
    ),
    *(("ParticipantRegistered", "/roles/0", what, "a role") for what in ("operator", 1)),
    *(
        ("ParticipantRegistered", "/contact", what, "a mailto:, tel: or https: URI")
        for what in (
            "ftp://a.example/",
            "a@b.example",
            "mailto:",
            "mailto:đ@a.example",
            _LONG_URI,
            1,
        )
    ),
    ("ParticipantRegistered", "/contact", "https://[a", "a mailto:, tel: or https: URI"),
    ("Genesis", "/operator/contact", "x", "a mailto:, tel: or https: URI"),
    *(
        ("ParticipantRegistered", "/keys", what, "1 to 100 public keys")
        for what in (
            [],
            "x",
            [_KEY, _KEY],
            [{**_KEY, "x": f"{i:0>43}"} for i in range(101)],
        )
    ),
    ("ParticipantRegistered", "/keys/0", 1, "a public key"),
    ("Genesis", "/operator/keys", [], "1 to 100 public keys"),
    ("ParticipantStatusChanged", "/status", "bankrupt", "a status"),
    *(
        ("ParticipantStatusChanged", "/into", what, "1 to 100 participants")
        for what in ([], "x", [_COOP] * 2, [f"{_COOP}{i}" for i in range(101)])
    ),
    ("ParticipantStatusChanged", "/into/0", "x", "an identifier"),
    *(
        (kind, "/reason", what, "a text of 1 to 4,000 characters")
        for kind in ("ParticipantStatusChanged", "CredentialRevoked")
        for what in ("", _LONG, 1)
    ),
    *(
        ("KeyAdded", "/key", what, words)
        for what, words in (
            ({**_KEY, "d": _X}, "exactly the members kty, crv and x"),
            ({"kty": "OKP", "crv": "Ed25519"}, "exactly the members kty, crv and x"),
            ({"kty": "OKP", "x": _X}, "exactly the members kty, crv and x"),
            ({**_EC_KEY, "d": _X}, "exactly the members kty, crv, x and y"),
            ({"kty": "EC", "crv": "P-256", "x": _X}, "exactly the members kty, crv, x and y"),
            ({"kty": "EC", "crv": "P-256", "y": _X}, "exactly the members kty, crv, x and y"),
            ({"kty": "EC", "x": _X, "y": _X}, "exactly the members kty, crv, x and y"),
        )
    ),
    ("KeyAdded", "/key/kty", "RSA", "a key type"),
    ("Genesis", "/sealKey/kty", "RSA", "a key type"),
    ("KeyAdded", "/key/crv", "P-384", "a curve of an EC key"),
    *(("KeyAdded", "/key/y", what, "32 bytes in base64url") for what in (_X[1:], _X + "A", 1)),
    ("KeyAdded", "/key/x", _X.replace("A", "+", 1), "32 bytes in base64url"),
    ("Genesis", "/sealKey/crv", "X25519", "a curve of an OKP key"),
    ("Genesis", "/sealKey/x", "AAAA", "32 bytes in base64url"),
    *(("KeyRevoked", "/key", what, "a key's thumbprint") for what in (_X[1:], _X + "A", 1)),
    ("KeyRevoked", "/reason", "tired", "a reason for revoking a key"),
    *(
        (kind, "/name", what, "a name in at least one language")
        for kind in ("ProductRegistered", "RecipeRegistered")
        for what in (
            {},
            "Ba khía",
            {f"a{chr(97 + i // 26)}{chr(97 + i % 26)}": "x" for i in range(51)},
        )
    ),
    *(
        ("ProductRegistered", "/description", what, "a text in at least one language")
        for what in ({}, "x", {f"a{chr(97 + i // 26)}{chr(97 + i % 26)}": "x" for i in range(51)})
    ),
    ("ProductRegistered", "/description/vi", _LONG, "a text of 1 to 4,000"),
    *(
        ("ProductRegistered", where, {tag: "x"}, "a language tag")
        for where in ("/name", "/description")
        for tag in ("", "v", "vi_VN", "tiếng", "en" + "-abcdefgh" * 4)
    ),
    ("ProductRegistered", "/netContent", 400, "a net content"),
    *(
        ("ProductRegistered", "/netContent/quantity", what, "a quantity: a number above 0")
        for what in (0, 10**12 + 1, Decimal("0.0000001"), "400")
    ),
    ("ProductRegistered", "/netContent/uom", "g", "a unit of UN/ECE"),
    *(
        ("LocationRegistered", "/geo", what, "a geo URI")
        for what in (
            "8.99,105.15",
            "geo:91,0",
            "geo:0,181",
            "geo:1,2,3",
            "geo:1." + "1" * 60 + ",2",
            1,
        )
    ),
    ("LocationRegistered", "/area", "geo:8.99,105.15", "an area in decimal degrees"),
    ("LocationRegistered", "/area/top", 1, "is not a member"),
    *(
        ("LocationRegistered", f"/area/{name}", what, "a latitude")
        for name in ("south", "north")
        for what in (Decimal("-90.1"), Decimal("90.1"), "8.9")
    ),
    *(
        ("LocationRegistered", f"/area/{name}", what, "a longitude")
        for name in ("west", "east")
        for what in (Decimal("-180.1"), Decimal("180.1"), "105")
    ),
    *(
        ("CredentialIssued", "/documentHash", what, "a SHA-256 hash")
        for what in (_HASH.upper(), _HASH[1:], _HASH + "0", 1)
    ),
    *(
        ("RecipeRegistered", "/steps", what, "1 to 100 steps")
        for what in ([], "salting", [{"step": "a"}] * 101)
    ),
    ("RecipeRegistered", "/steps/0", "salting", "a recipe's step"),
    *(
        ("RecipeRegistered", "/steps/0/step", what, "a step's name")
        for what in ("Muối", "", "a" * 41, 1)
    ),
    *(("RecipeRegistered", "/steps/0/yieldMax", what, "a yield bound") for what in (0, 1001, "1")),
    *(
        ("RecipeRegistered", f"/steps/0/{name}", what, "a number of hours")
        for name in ("hoursMin", "hoursMax")
        for what in (0, 87_601, "20")
    ),
]
BROKEN = [*_MISSING, *_IDS, *_TIMES, *_NAMES, *_VALUES]


def _broken(kind: str, where: str, what: object) -> dict[str, Any]:
    found = statement(kind)
    edit(found, where, what)
    return found


def _crowded(kind: str, where: str) -> dict[str, Any]:
    found = statement(kind)
    for i in range(101):
        edit(found, f"{where}/more{i}", i)
    return found


@pytest.mark.parametrize("kind", GOOD)
def test_every_statement_of_the_registry_is_taken(kind: str) -> None:
    validate_registry(statement(kind))


@pytest.mark.parametrize(
    "status", ["active", "suspended", "dissolved", "merged", "split", "converted"]
)
def test_every_status_is_taken(status: str) -> None:
    validate_registry(statement("ParticipantStatusChanged") | {"status": status})


@pytest.mark.parametrize("kind", GOOD)
def test_unknown_members_are_ignored(kind: str) -> None:
    validate_registry(statement(kind) | {"later": {"any": ["thing"]}})


@pytest.mark.parametrize(("kind", "where", "what", "words"), BROKEN)
def test_a_broken_member_is_refused_where_it_stands(
    kind: str, where: str, what: object, words: str
) -> None:
    with pytest.raises(SchemaError) as caught:
        validate_registry(_broken(kind, where, what))
    assert (caught.value.code, caught.value.field) == ("schema_violation", where)
    assert words in caught.value.detail


@pytest.mark.parametrize("kind", ["genesis", "", None, 7])
def test_an_unknown_type_is_named(kind: object) -> None:
    with pytest.raises(SchemaError, match="is not a type of registry statement") as caught:
        validate_registry({"type": kind})
    assert caught.value.field == "/type"


def test_every_rule_of_the_registry_schema_changes_the_verdict_on_some_statement() -> None:
    good = [statement(kind) for kind in GOOD]
    broken = [_broken(kind, where, what) for kind, where, what, _ in BROKEN]
    crowded = [_crowded(kind, "") for kind in GOOD] + [_crowded("Genesis", "/operator")]
    others = [[], {}, {"type": "Exodus"}]
    assert idle_rules(load_schema("registry"), good, [*others, *broken, *crowded]) == []


_SEAL = {"time": _TIME, "from": 0, "size": 2**53 - 1, "later": 1}
_BROKEN_SEALS = [
    ("/time", ABSENT, "is missing"),
    ("/from", ABSENT, "is missing"),
    ("/size", ABSENT, "is missing"),
    ("/time", "noon", "a time of RFC 3339"),
    ("/time", "2026-02-30T00:00:00Z", "a time of RFC 3339"),
    ("/time", 1, "a time of RFC 3339"),
    ("/from", -1, "a whole number"),
    ("/from", 0.5, "a whole number"),
    ("/from", "0", "a whole number"),
    ("/size", 2**53, "a whole number"),
]


def _broken_seal(where: str, what: object) -> dict[str, Any]:
    seal: dict[str, Any] = deepcopy(_SEAL)
    edit(seal, where, what)
    return seal


def test_a_seal_is_taken() -> None:
    validate_seal(_SEAL)


@pytest.mark.parametrize(("where", "what", "words"), _BROKEN_SEALS)
def test_a_broken_seal_is_refused_where_it_is_wrong(where: str, what: object, words: str) -> None:
    with pytest.raises(SchemaError) as caught:
        validate_seal(_broken_seal(where, what))
    assert caught.value.field == where
    assert words in caught.value.detail


def test_every_rule_of_the_seal_schema_changes_the_verdict_on_some_seal() -> None:
    broken = [_broken_seal(where, what) for where, what, _ in _BROKEN_SEALS]
    crowded = _SEAL | {f"n{i}": i for i in range(101)}
    assert idle_rules(load_schema("seal"), [_SEAL], [[], crowded, *broken]) == []
