"""Each rule of the event profile, broken once: (event, where, what, field, words).

``where`` is a JSON Pointer into the full sample; ``field`` is where the error must point, and
``words`` is part of the sentence that a clerk reads.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from nguon_schemas import EPCIS_CONTEXT
from unit.schemas import event_samples as s

OBJECT, TRANSFORMATION, AGGREGATION = "ObjectEvent", "TransformationEvent", "AggregationEvent"
FACTORIES = {OBJECT: s.object_event, TRANSFORMATION: s.transformation, AGGREGATION: s.aggregation}


class Absent:
    """Stands for: take the member away."""


ABSENT = Absent()


class Broken(NamedTuple):
    where: str
    what: object
    field: str
    words: str
    event: str = OBJECT


def edit(event: dict[str, Any], where: str, what: object) -> None:
    """Set or remove the member that a JSON Pointer names."""
    *parents, last = [p.replace("~1", "/") for p in where.split("/")[1:]]
    node: Any = event
    for part in parents:
        node = node[int(part)] if isinstance(node, list) else node[part]
    key: Any = int(last) if isinstance(node, list) else last
    if isinstance(what, Absent):
        del node[key]
    else:
        node[key] = what


def broken_event(case: Broken) -> dict[str, Any]:
    event = FACTORIES[case.event]()
    edit(event, case.where, case.what)
    return event


def _same(where: str, what: object, words: str, event: str = OBJECT) -> Broken:
    return Broken(where, what, where, words, event)


_CONTEXT, _REPORT = "/@context", "/sensorElementList/0/sensorReport/0"
_LONG = "x" * 5000
_MANY = [f"urn:x:{i}" for i in range(10_001)]
_LOTS = [s.lot(epcClass=f"{s.LOT}-{i}") for i in range(10_001)]
_NEXT = "/quantityList/0"

MISSING = [
    Broken(f"/{name}", ABSENT, f"/{name}", f'"{name}" is missing', event)
    for event in FACTORIES
    for name in (
        "@context",
        "type",
        "eventID",
        "eventTime",
        "eventTimeZoneOffset",
        "action",
        "bizStep",
        "parentID",
    )
    if not (name == "action" and event == TRANSFORMATION)
    and not (name == "parentID" and event != AGGREGATION)
] + [
    Broken(f"{place}/{name}", ABSENT, f"{place}/{name}", f'"{name}" is missing')
    for place, name in (
        ("/quantityList/0", "epcClass"),
        ("/quantityList/0", "quantity"),
        ("/readPoint", "id"),
        ("/bizTransactionList/0", "bizTransaction"),
        ("/sourceList/0", "type"),
        ("/sourceList/0", "source"),
        ("/destinationList/0", "type"),
        ("/destinationList/0", "destination"),
        ("/sensorElementList/0", "sensorReport"),
        ("/errorDeclaration", "declarationTime"),
        ("/errorDeclaration", "reason"),
        ("/nguon:attachments/0", "sha256"),
        ("/nguon:attachments/0", "mediaType"),
        ("/nguon:results/0", "test"),
        ("/nguon:results/0", "value"),
        ("/nguon:results/0", "limit"),
    )
]

UNKNOWN = [
    Broken(f"{place}/{name}", 1, f"{place}/{name}", f'"{name}" is not a member')
    for place in (
        "",
        "/quantityList/0",
        "/readPoint",
        "/bizTransactionList/0",
        "/sourceList/0",
        "/destinationList/0",
        "/sensorElementList/0",
        "/sensorElementList/0/sensorMetadata",
        _REPORT,
        "/errorDeclaration",
        "/persistentDisposition",
        "/ilmd",
        "/nguon:attachments/0",
        "/nguon:results/0",
    )
    for name in ("unknown",)
] + [
    Broken("/bizstep", "packing", "/bizstep", 'did you mean "bizStep"?'),
    Broken("/quantitylist", [], "/quantitylist", 'did you mean "quantityList"?'),
    Broken("/:step", "x", "/:step", "is not a member"),
    Broken("/unknown", 1, "/unknown", "is not a member", TRANSFORMATION),
    Broken("/unknown", 1, "/unknown", "is not a member", AGGREGATION),
    Broken("/epcList", [s.UNIT], "/epcList", "is not a member", TRANSFORMATION),
    Broken("/action", "ADD", "/action", "is not a member", TRANSFORMATION),
    Broken("/ilmd", {}, "/ilmd", "is not a member", AGGREGATION),
]

VALUES = [
    # URIs, identifiers, event IDs
    *(
        _same(where, what, "a URI of at most 200 printable ASCII")
        for where in ("/readPoint/id", "/epcList/0", f"{_NEXT}/epcClass")
        for what in ("no uri", "urn:đầm-dơi", s.LONG_URI, "", 17)
    ),
    *(_same("/eventID", what, "an event ID") for what in ("1", "urn:a b", "urn:đ", s.LONG_URI, 1)),
    # times
    *(
        _same("/eventTime", what, "a time of RFC 3339")
        for what in (
            "2026-03-14",
            "2026-03-14 21:30:00+07:00",
            "2026-03-14T21:30:00",
            "2026-03-14t21:30:00z",
            "2026-03-14T21:30:60Z",
            "2026-02-30T21:30:00Z",
            "2026-03-14T25:30:00Z",
            "2026-03-14T21:30:00.1234567Z",
            "2026-03-14T21:30:00+14:01",
            "1969-12-31T21:30:00Z",
            "2026-03-14T21:30:00Z\n",
            1773498600,
        )
    ),
    *(
        _same("/eventTimeZoneOffset", what, "an offset from UTC")
        for what in ("+7:00", "Z", "+07:60", "+14:01", "+15:00", "07:00", "+07:00 ", 7)
    ),
    # vocabularies
    *(
        _same(where, what, words)
        for where, words in (
            ("/bizStep", "a business step of CBV 2.0"),
            ("/disposition", "a disposition of CBV 2.0"),
            ("/persistentDisposition/set/0", "a disposition of CBV 2.0"),
            ("/persistentDisposition/unset/0", "a disposition of CBV 2.0"),
            ("/bizTransactionList/0/type", "a business transaction type"),
            ("/sourceList/0/type", "a kind of source or destination"),
            ("/destinationList/0/type", "a kind of source or destination"),
            (f"{_REPORT}/type", "a measurement type"),
            (f"{_REPORT}/component", "a component of CBV 2.0"),
            ("/errorDeclaration/reason", "a reason: did_not_occur"),
        )
        for what in (
            "harvesting",
            "Commissioning",
            "",
            3,
            "urn:epcglobal:cbv:bizstep:shipping",
            "cbv:Disp-recalled",
            "https://ref.gs1.org/cbv/Disp-recalled",
            "https://REF.gs1.org/cbv/Disp-recalled",
            "https://coop.example/a b",
            "https://coop.example/" + "a" * 200,
            "https://[coop.example/x",
            "https://coop.example/" + chr(0x111),
            "https://coop.example/%",
        )
    ),
    *(_same("/action", what, "an action") for what in ("add", "CREATE", None)),
    # context
    *(
        _same(_CONTEXT, what, "The @context holds")
        for what in (
            "https://schema.org/",
            EPCIS_CONTEXT.replace("https", "http"),
            [],
            [{"a": "https://a.example/"}],
            {"a": "https://a.example/"},
            [EPCIS_CONTEXT] * 21,
            7,
        )
    ),
    *(
        _same(f"{_CONTEXT}/0", what, "The @context holds")
        for what in ("https://evil.example/context.jsonld", 7)
    ),
    _same(f"{_CONTEXT}/1", 7, "The @context holds"),
    Broken(f"{_CONTEXT}/1", {"n:x": "https://a.example/"}, f"{_CONTEXT}/1", "a prefix"),
    Broken(f"{_CONTEXT}/1", {"@vocab": "https://a.example/"}, f"{_CONTEXT}/1", "a prefix"),
    *(
        _same(f"{_CONTEXT}/1/nguon", what, "the namespace of a prefix")
        for what in (
            "https://a.example",
            "ftp://a.example/",
            "https://a b/",
            "https://a.example/" + "a" * 200 + "/",
            "https://[a/",
            {"@id": "https://a.example/"},
        )
    ),
    _same(f"{_CONTEXT}/1/cbvmda", "https://a.example/", "the namespace of cbvmda"),
    _same(f"{_CONTEXT}/1", {f"p{i}": "urn:p:" for i in range(51)}, "The @context holds"),
    # lists and quantities
    *(
        _same(f"{_NEXT}/quantity", what, "a quantity: a number above 0")
        for what in (
            0,
            -1,
            Decimal("0.0000001"),
            Decimal("1.0000005"),
            10**12 + 1,
            "95",
            None,
            True,
            float("nan"),
            float("inf"),
        )
    ),
    *(_same(f"{_NEXT}/uom", what, "a unit of UN/ECE") for what in ("kg", "KGS", "CEL", None)),
    _same("/epcList", [s.UNIT, s.UNIT], "without repeats"),
    _same("/epcList", s.UNIT, "a list of identifiers"),
    _same("/epcList", _MANY, "at most 10,000"),
    _same("/quantityList", {}, "a list of lots"),
    _same("/quantityList", _LOTS, "at most 10,000"),
    _same(_NEXT, s.LOT, "a lot with its quantity"),
    _same("/readPoint", "geo:8.99,105.15", "a place"),
    # the smaller members
    _same("/persistentDisposition", {}, "sets or unsets at least one"),
    _same("/persistentDisposition", "recalled", "sets or unsets at least one"),
    *(
        _same("/persistentDisposition/set", what, "a list of dispositions")
        for what in (
            [],
            ["recalled"] * 2,
            "recalled",
            [f"https://a.example/{i}" for i in range(101)],
        )
    ),
    *(
        _same("/certificationInfo", what, "the URI of a certificate")
        for what in ("nouri", "urn:đ", s.LONG_URI, 1, [], ["urn:x:1"] * 2, _MANY[:101])
    ),
    _same("/certificationInfo/0", "no uri", "a URI"),
    _same("/bizTransactionList", [{"bizTransaction": u} for u in _MANY[:1001]], "at most 1,000"),
    _same("/bizTransactionList", {}, "a list of business transactions"),
    _same("/bizTransactionList/0", "po", "a business transaction"),
    _same("/sourceList", [{"type": "location", "source": u} for u in _MANY[:101]], "at most 100"),
    _same("/sourceList", {}, "a list of sources"),
    _same("/sourceList/0", s.PARTY, "a source: {type, source}"),
    _same("/sourceList/0/source", "x", "a URI"),
    _same(
        "/destinationList",
        [{"type": "location", "destination": u} for u in _MANY[:101]],
        "at most 100",
    ),
    _same("/destinationList", {}, "a list of destinations"),
    _same("/destinationList/0", s.PARTY, "a destination: {type, destination}"),
    _same("/destinationList/0/destination", "x", "a URI"),
    _same("/errorDeclaration", "oops", "an error declaration"),
    _same("/errorDeclaration/declarationTime", "yesterday", "a time"),
    _same("/errorDeclaration/correctiveEventIDs", _MANY[:101], "at most 100"),
    _same("/errorDeclaration/correctiveEventIDs", ["urn:x:1"] * 2, "without repeats"),
    _same("/errorDeclaration/correctiveEventIDs", "urn:x:1", "a list"),
    _same("/errorDeclaration/correctiveEventIDs/0", "1", "an event ID"),
    # sensors
    _same("/sensorElementList", {}, "a list of sensor elements"),
    _same(
        "/sensorElementList", [{"sensorReport": [{"exception": "ERROR_CONDITION"}]}] * 1001, "1,000"
    ),
    _same("/sensorElementList/0", 1, "a sensor element"),
    _same("/sensorElementList/0/sensorMetadata", 1, "what is said of a sensor"),
    _same(
        "/sensorElementList/0/sensorMetadata",
        {f"nguon:n{i}": 1 for i in range(51)},
        "what is said of a sensor",
    ),
    _same("/sensorElementList/0/sensorReport", [], "1 to 10,000 sensor reports"),
    _same("/sensorElementList/0/sensorReport", {}, "1 to 10,000 sensor reports"),
    _same(
        "/sensorElementList/0/sensorReport",
        [{"exception": "ERROR_CONDITION"}] * 10_001,
        "1 to 10,000 sensor reports",
    ),
    _same(_REPORT, 1, "a sensor report"),
    _same(_REPORT, {"type": "Count"} | {f"nguon:n{i}": 1 for i in range(50)}, "a sensor report"),
    _same(_REPORT, {"stringValue": "open"}, "A sensor report has a type"),
    *(
        _same(_REPORT, {"type": "Temperature", name: 4}, "A measured number needs its unit")
        for name in ("value", "minValue", "maxValue", "meanValue", "sDev", "percValue")
    ),
    _same(_REPORT, {"exception": "ERROR_CONDITION", "value": 4}, "A measured number needs"),
    *(_same(f"{_REPORT}/value", what, "a number") for what in (10**15 + 1, -(10**15) - 1, "4")),
    *(
        _same(f"{_REPORT}/{name}", "4", "a number between")
        for name in ("minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue")
    ),
    *(_same(f"{_REPORT}/uom", what, "a unit code") for what in ("C", "cel", "CELS", 1)),
    *(
        _same(f"{_REPORT}/{name}", "no uri", "a URI")
        for name in (
            "deviceID",
            "deviceMetadata",
            "rawData",
            "dataProcessingMethod",
            "microorganism",
            "chemicalSubstance",
            "coordinateReferenceSystem",
            "uriValue",
        )
    ),
    *(
        _same(f"/sensorElementList/0/sensorMetadata/{name}", "no uri", "a URI")
        for name in ("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules")
    ),
    *(
        _same(f"/sensorElementList/0/sensorMetadata/{name}", "noon", "a time")
        for name in ("time", "startTime", "endTime")
    ),
    _same(f"{_REPORT}/time", "noon", "a time"),
    _same(f"{_REPORT}/exception", "ALARM", "a sensor exception"),
    _same(f"{_REPORT}/booleanValue", "yes", "true or false"),
    *(_same(f"{_REPORT}/stringValue", what, "a text") for what in ("x" * 1001, 1)),
    *(
        _same(f"{_REPORT}/hexBinaryValue", what, "hexadecimal digits")
        for what in ("abc", "", "0x12", "00" * 2001, 12)
    ),
    # ours
    *(
        _same("/ilmd/cbvmda:lotNumber", what, "a lot number")
        for what in ("", "a" * 21, "lô 1", "a/b", 7)
    ),
    _same("/ilmd", {f"nguon:n{i}": 1 for i in range(101)}, "lot master data"),
    _same("/ilmd", "L1", "lot master data"),
    *(_same("/nguon:step", what, "a step's name") for what in ("Hái chè", "", "a" * 41, "1a", 1)),
    *(_same("/nguon:reason", what, "a reason in words") for what in ("", "x" * 1001, 1)),
    *(
        _same("/nguon:instructions", what, "instructions in words", event)
        for event in FACTORIES
        for what in ("", "x" * 1001, 1)
    ),
    *(
        _same("/nguon:isolationDays", what, "a number of days before harvest", event)
        for event in FACTORIES
        for what in (0, -1, 3651, "14", {"value": 14, "uom": "DAY"})
    ),
    *(
        _same("/nguon:results", what, "a list of 1 to 100 results", event)
        for event in FACTORIES
        for what in ([], "38", [{"test": "a", "value": 1, "limit": 2}] * 101)
    ),
    _same("/nguon:results/0", "38", "a result"),
    *(_same("/nguon:results/0/test", what, "what was tested") for what in ("", "x" * 201, 1)),
    *(
        _same(f"/nguon:results/0/{name}", what, "a number between")
        for name in ("value", "limit")
        for what in ("38", 10**15 + 1, -(10**15) - 1, None)
    ),
    *(_same("/nguon:results/1/kind", what, "a kind of limit") for what in ("most", None)),
    *(
        _same("/nguon:grownFrom", what, "a list of 1 to 100 lots")
        for what in ([], s.LOT, [s.LOT] * 2, _MANY[:101])
    ),
    _same("/nguon:grownFrom/0", "x", "a URI"),
    _same("/nguon:attachments", {}, "a list of at most 100"),
    _same("/nguon:attachments", [{"sha256": s.SHA256, "mediaType": "a/b"}] * 101, "at most 100"),
    _same("/nguon:attachments/0", s.SHA256, "an attachment"),
    *(
        _same("/nguon:attachments/0/sha256", what, "a SHA-256 hash")
        for what in (s.SHA256[1:], s.SHA256 + "0", s.SHA256.upper(), 1)
    ),
    *(
        _same("/nguon:attachments/0/mediaType", what, "a media type")
        for what in ("jpeg", "image/", "image/JPEG", "a/" + "b" * 100, 1)
    ),
    _same("/nguon:extra", _LONG, "an extension value"),
    _same("/nguon:extra", [0] * 10_001, "an extension value"),
    _same("/nguon:extra", {f"n{i}": 0 for i in range(1001)}, "an extension value"),
    _same("/nguon:extra/list/0", _LONG, "an extension value"),
    _same("/nguon:extra/list", {"deep": {"er": _LONG}}, "an extension value")._replace(
        field="/nguon:extra/list/deep/er"
    ),
    _same("/nguon:extra", {"@context": {}}, "a member name"),
    _same("/nguon:extra", {"x" * 201: 1}, "a member name"),
    _same("/ilmd/nguon:method", _LONG, "an extension value"),
    _same("/errorDeclaration/nguon:note", _LONG, "an extension value"),
    _same(f"{_REPORT}/nguon:note", _LONG, "an extension value"),
    _same("/sensorElementList/0/nguon:note", _LONG, "an extension value"),
    _same("/sensorElementList/0/sensorMetadata/nguon:note", _LONG, "an extension value"),
    *(_same("/nguon:extra", _LONG, "an extension value", event) for event in FACTORIES),
    *(_same("/recordTime", "noon", "a time", event) for event in FACTORIES),
]


class BrokenRule(NamedTuple):
    """A rule across members, broken by setting ``members`` of a whole event."""

    event: str
    field: str
    words: str
    members: dict[str, object]


def broken_rule_event(case: BrokenRule) -> dict[str, Any]:
    event = FACTORIES[case.event]()
    for name, what in case.members.items():
        edit(event, f"/{name}", what)
    return event


_NO_INPUTS: dict[str, object] = {"inputEPCList": ABSENT, "inputQuantityList": ABSENT}
_NO_OUTPUTS: dict[str, object] = {"outputEPCList": ABSENT, "outputQuantityList": ABSENT}
_NO_CHILDREN: dict[str, object] = {"childEPCs": ABSENT, "childQuantityList": ABSENT}
_NO_THINGS: dict[str, object] = {"epcList": ABSENT, "quantityList": ABSENT}
_NO_PROCESS: dict[str, object] = {"transformationID": ABSENT}


def _none_or_empty(absent: dict[str, object]) -> list[dict[str, object]]:
    return [absent, *({**absent, name: []} for name in absent)]


RULES = [
    *(
        BrokenRule(OBJECT, "", "at least one unit in epcList", members)
        for members in _none_or_empty(_NO_THINGS)
    ),
    *(
        BrokenRule(OBJECT, field, words, {"action": action, other: ABSENT})
        for action in ("OBSERVE", "DELETE")
        for field, other, words in (
            ("/ilmd", "nguon:grownFrom", "only where lots or units are made"),
            ("/nguon:grownFrom", "ilmd", "only on an ObjectEvent with action ADD"),
        )
    ),
    *(
        BrokenRule(
            event, "/nguon:grownFrom", "only on an ObjectEvent", {"nguon:grownFrom": [s.LOT]}
        )
        for event in (TRANSFORMATION, AGGREGATION)
    ),
    *(
        BrokenRule(TRANSFORMATION, "", "at least one input (", _NO_PROCESS | members)
        for members in _none_or_empty(_NO_INPUTS)
    ),
    *(
        BrokenRule(TRANSFORMATION, "", "at least one output (", _NO_PROCESS | members)
        for members in _none_or_empty(_NO_OUTPUTS)
    ),
    *(
        BrokenRule(TRANSFORMATION, "", "at least one input or output", members)
        for members in _none_or_empty(_NO_INPUTS | _NO_OUTPUTS)
    ),
    *(
        BrokenRule(AGGREGATION, "", "at least one child", {"action": action} | members)
        for members in _none_or_empty(_NO_CHILDREN)
        for action in ("ADD", "OBSERVE")
    ),
    *(
        BrokenRule(event, "", " event", {f"nguon:n{i}": i for i in range(100)})
        for event in FACTORIES
    ),
]
