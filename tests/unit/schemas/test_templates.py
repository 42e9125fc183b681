from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from nguon_schemas import SCHEMA_NAMES, SchemaError, load_schema, load_template, template_names
from nguon_schemas.validate import validate_template
from unit.schemas.broken_events import ABSENT, edit
from unit.schemas.mutants import idle_rules

NAMES = ("ba-khia", "chicken", "pepper", "rice-shrimp", "shan-tea")
_COMMON = {
    *("cartoning", "unpacking", "calling_back", "returning", "selling"),
    *("inspection", "sampling", "recall", "release", "loss"),
}
_MAKES = {"ObjectEvent ADD", "TransformationEvent"}


def _steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for name in NAMES:
        for step in load_template(name)["steps"]:
            yield name, step


def _event_of(step: dict[str, Any]) -> str:
    return f"{step['type']} {step.get('action', '')}".strip()


ALL_STEPS = [pytest.param(n, s, id=f"{n}-{s['step']}") for n, s in _steps()]


def test_there_is_a_template_for_each_story() -> None:
    assert template_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_template_fits_its_schema_and_carries_its_name(name: str) -> None:
    template = load_template(name)
    validate_template(template)
    assert template["name"] == name


def test_an_unknown_template_is_refused_with_the_list_of_those_there_are() -> None:
    with pytest.raises(SchemaError, match="ba-khia, chicken, pepper") as caught:
        load_template("../event.schema")
    assert caught.value.code == "template_unknown"


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_a_schema_says_which_draft_it_is_written_in(name: str) -> None:
    assert load_schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_an_unknown_schema_is_refused() -> None:
    with pytest.raises(SchemaError) as caught:
        load_schema("nothing")
    assert caught.value.code == "schema_unknown"


def test_what_is_loaded_is_the_callers_own() -> None:
    load_template("pepper")["steps"].clear()
    load_schema("event").clear()
    assert load_template("pepper")["steps"]
    assert load_schema("event")


def test_fractions_stay_exact() -> None:
    mixing = next(s for n, s in _steps() if (n, s["step"]) == ("ba-khia", "mixing"))
    assert mixing["yieldMax"] == Decimal("1.4")


@pytest.mark.parametrize("name", NAMES)
def test_steps_stand_once_each_and_the_common_ones_are_all_there(name: str) -> None:
    steps = [step["step"] for step in load_template(name)["steps"]]
    assert len(steps) == len(set(steps))
    assert _COMMON | {"packing", "labelling", "shipping", "receiving"} <= set(steps)


@pytest.mark.parametrize("slug", sorted(_COMMON - {"cartoning", "unpacking"}))
def test_a_common_step_is_the_same_in_every_story(slug: str) -> None:
    found = [step for _, step in _steps() if step["step"] == slug]
    assert found == [found[0]] * len(NAMES)


@pytest.mark.parametrize(("name", "step"), ALL_STEPS)
def test_every_role_is_a_product_in_its_own_unit(name: str, step: dict[str, Any]) -> None:
    products = load_template(name)["products"]
    for item in (*step["inputs"], *step["outputs"]):
        if item["role"] != "*":
            assert products[item["role"]]["uom"] == item["uom"]


@pytest.mark.parametrize(("name", "step"), ALL_STEPS)
def test_answers_stand_where_epcis_allows_them(name: str, step: dict[str, Any]) -> None:
    fields = step["fields"]
    members = [f.get("member") for f in fields if f["kind"] != "sensor"]
    assert len({f["name"] for f in fields}) == len(fields), name
    assert len(set(members)) == len(members)
    for found in fields:
        if found["in"] == "ilmd":
            assert _event_of(step) in _MAKES
        if found["kind"] in {"quantity", "days", "sensor"}:
            assert found["minimum"] < found["maximum"]


@pytest.mark.parametrize("name", NAMES)
def test_every_product_is_made_before_it_is_used(name: str) -> None:
    made: set[str] = set()
    for step in load_template(name)["steps"]:
        if step["step"] not in {"washing", "stocking"}:
            needed = {i["role"] for i in step["inputs"] if not i.get("optional")} - {"*"}
            needed |= set(step.get("grownFrom", ()))
            assert needed <= made
        made |= {item["role"] for item in step["outputs"]}
    assert made == set(load_template(name)["products"])


# Which event each step is.
_EVENTS = {
    "harvest": "ObjectEvent ADD commissioning active",
    "slaughter": "ObjectEvent ADD commissioning active",
    "plucking": "ObjectEvent ADD commissioning active",
    "stocking": "ObjectEvent ADD commissioning active",
    "season": "ObjectEvent ADD commissioning active",
    "labelling": "ObjectEvent ADD commissioning active",
    "fertilizing": "ObjectEvent OBSERVE other in_progress",
    "treating": "ObjectEvent OBSERVE other in_progress",
    "weeding": "ObjectEvent OBSERVE other in_progress",
    "feeding": "ObjectEvent OBSERVE other in_progress",
    "vaccinating": "ObjectEvent OBSERVE other in_progress",
    "washing": "ObjectEvent OBSERVE other in_progress",
    "water_check": "ObjectEvent OBSERVE sensor_reporting in_progress",
    "chilling": "ObjectEvent OBSERVE storing in_progress",
    "cartoning": "AggregationEvent ADD packing in_progress",
    "unpacking": "AggregationEvent DELETE unpacking in_progress",
    "shipping": "ObjectEvent OBSERVE shipping in_transit",
    "receiving": "ObjectEvent OBSERVE receiving in_progress",
    "calling_back": "ObjectEvent OBSERVE void_shipping in_progress",
    "returning": "ObjectEvent OBSERVE receiving returned",
    "selling": "ObjectEvent DELETE retail_selling retail_sold",
    "inspection": "ObjectEvent OBSERVE inspecting",
    "sampling": "ObjectEvent OBSERVE sampling in_progress",
    "recall": "ObjectEvent OBSERVE holding recalled",
    "release": "ObjectEvent OBSERVE inspecting active",
    "loss": "ObjectEvent DELETE destroying destroyed",
}
_PROCESS = "TransformationEvent commissioning active"


@pytest.mark.parametrize(("name", "step"), ALL_STEPS)
def test_each_step_is_the_event_of_the_domain_table(name: str, step: dict[str, Any]) -> None:
    parts = (_event_of(step), step["bizStep"], step.get("disposition", ""))
    expected = _EVENTS.get(step["step"], _PROCESS)
    assert " ".join(parts).strip() == expected, name


@pytest.mark.parametrize(
    ("name", "slug", "diary"),
    [
        ("pepper", "harvest", ["garden"]),
        ("rice-shrimp", "harvest", ["pond"]),
        ("chicken", "slaughter", ["flock"]),
        ("shan-tea", "plucking", ["garden"]),
    ],
)
def test_a_harvest_names_the_lot_its_diary_was_kept_on(
    name: str, slug: str, diary: list[str]
) -> None:
    [found] = [step for n, step in _steps() if (n, step["step"]) == (name, slug)]
    assert found["grownFrom"] == diary


def test_only_tea_may_be_harvested_without_a_diary() -> None:
    found = [(n, step["step"]) for n, step in _steps() if step.get("grownFromOptional")]
    assert found == [("shan-tea", "plucking")]


_DIARIES = {
    "pepper": {"fertilizing", "treating", "weeding"},
    "shan-tea": {"fertilizing", "treating", "weeding"},
    "rice-shrimp": {"feeding", "treating"},
    "chicken": {"feeding", "treating", "vaccinating"},
}


@pytest.mark.parametrize("name", _DIARIES)
def test_a_diary_is_kept_on_what_is_harvested_and_says_what_was_used(name: str) -> None:
    steps = {step["step"]: step for step in load_template(name)["steps"]}
    [crop] = {tuple(step["grownFrom"]) for step in steps.values() if "grownFrom" in step}
    for slug in _DIARIES[name]:
        assert tuple(thing["role"] for thing in steps[slug]["inputs"]) == crop
        members = {field["member"] for field in steps[slug]["fields"]}
        assert len(members) >= 2, "two members make a diary entry (docs/rules.md)"
    waits = {
        slug: field.get("required", False)
        for slug, step in steps.items()
        for field in step["fields"]
        if field.get("member") == "nguon:isolationDays"
    }
    assert waits == {"treating": True} | ({"vaccinating": False} if name == "chicken" else {})


@pytest.mark.parametrize("slug", ["inspection", "sampling"])
def test_a_laboratory_gives_its_results_as_numbers_with_their_limits(slug: str) -> None:
    step = next(step for _, step in _steps() if step["step"] == slug)
    [field] = [field for field in step["fields"] if field["kind"] == "results"]
    assert (field["member"], field["in"]) == ("nguon:results", "event")


def test_salting_takes_a_night_at_least_and_fresh_leaf_does_not_wait() -> None:
    steps = {(name, step["step"]): step for name, step in _steps()}
    assert steps["ba-khia", "salting"]["hoursMin"] == 20
    assert steps["shan-tea", "withering"]["hoursMax"] == 72


def test_slaughter_is_never_killing_which_means_a_tag() -> None:
    assert all(step["bizStep"] != "killing" for _, step in _steps())


@pytest.mark.parametrize("name", NAMES)
def test_filling_turns_bulk_into_pieces_and_serials_come_after(name: str) -> None:
    steps = {step["step"]: step for step in load_template(name)["steps"]}
    assert [i["uom"] for i in steps["packing"]["inputs"]] == ["KGM"]
    [filled] = steps["packing"]["outputs"]
    assert filled["uom"] == "H87"
    assert steps["labelling"]["outputs"] == [filled | {"kinds": ["unit"]}]


def test_a_recall_asks_why_and_sets_the_lasting_disposition() -> None:
    recall = next(step for _, step in _steps() if step["step"] == "recall")
    assert recall["persistentDisposition"] == {"set": ["recalled"]}
    reason, instructions = recall["fields"]
    assert (reason["member"], reason.get("required")) == ("nguon:reason", True)
    assert (instructions["member"], instructions.get("required")) == ("nguon:instructions", None)


def test_only_recalls_and_releases_need_no_place() -> None:
    found = {step["step"] for _, step in _steps() if step.get("anywhere")}
    assert found == {"recall", "release"}


def test_a_release_unsets_what_a_recall_set_and_says_why() -> None:
    release = next(step for _, step in _steps() if step["step"] == "release")
    assert release["persistentDisposition"] == {"unset": ["recalled"]}
    [reason] = release["fields"]
    assert (reason["member"], reason.get("required")) == ("nguon:reason", True)


def test_titles_are_translated_not_repeated() -> None:
    for name, step in _steps():
        title = step["title"]
        assert len(set(title.values())) == 4, (name, step["step"])
        assert any("\u0e00" <= c <= "\u0e7f" for c in title["th"])
        assert any("\u0980" <= c <= "\u09ff" for c in title["bn"])


_TITLE = {"vi": "Muối", "en": "Salting", "th": "ดอง", "bn": "জারণ"}


def _field(**more: object) -> dict[str, object]:
    return {
        "name": "n",
        "title": {**_TITLE},
        "kind": "text",
        "in": "ilmd",
        "member": "nguon:n",
    } | more


_CHOICE: dict[str, Any] = {
    "kind": "choice",
    "options": [{"value": v, "title": {**_TITLE}} for v in ("a", "b")],
}
_OPTION_LISTS: tuple[object, ...] = (
    [_CHOICE["options"][0]],
    {},
    [{"value": "a", "title": {**_TITLE}}] * 21,
)
_QUANTITY = {"kind": "quantity", "uom": "DAY", "minimum": 0, "maximum": 9}
_SENSOR = {
    "kind": "sensor",
    "in": "sensor",
    "member": "value",
    "measures": "Temperature",
    "substance": "https://chemistry.example/1",
    "uom": "CEL",
    "minimum": 0,
    "maximum": 9,
}
_FIELDS = [
    _field(required=True),
    _field(**_CHOICE),
    _field(kind="date"),
    _field(**_QUANTITY),
    _field(**_SENSOR),
    {**_field(**_CHOICE), "in": "disposition"},
    _field(kind="results"),
    _field(**_QUANTITY | {"kind": "days"}),
]


def _step(**more: object) -> dict[str, object]:
    return {
        "step": "salting",
        "title": {**_TITLE},
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "bizStep": "other",
        "inputs": [{"role": "crab", "uom": "KGM", "kinds": ["lot", "unit"], "optional": True}],
        "outputs": [],
        "fields": [],
    } | more


_THING = {"role": "crab", "uom": "KGM"}
SAMPLE: dict[str, Any] = {
    "name": "sample",
    "title": {**_TITLE},
    "products": {"crab": {"title": {**_TITLE}, "uom": "KGM"}},
    "steps": [
        _step(
            disposition="recalled",
            persistentDisposition={"set": ["recalled"]},
            anywhere=True,
            parties=["source", "destination"],
            fields=_FIELDS,
            inputs=[{**_THING, "kinds": ["lot", "unit"], "optional": True}, {"role": "*"}],
        ),
        {
            name: value
            for name, value in _step(
                type="TransformationEvent",
                inputs=[{**_THING}],
                outputs=[{**_THING}],
                yieldMax=Decimal("1.1"),
                hoursMin=20,
                hoursMax=Decimal("47.5"),
            ).items()
            if name != "action"
        },
        _step(
            action="ADD",
            inputs=[],
            outputs=[{**_THING}],
            grownFrom=["pond"],
            grownFromOptional=True,
        ),
        _step(type="AggregationEvent", action="DELETE", inputs=[]),
        _step(action="DELETE"),
        _step(disposition="active", persistentDisposition={"unset": ["recalled"]}),
    ],
}
_F = "/steps/0/fields"
_T = {"vi": "a", "en": "b", "th": "c"}
BROKEN: list[tuple[str, object, str]] = [
    *((f"/{name}", ABSENT, "is missing") for name in ("name", "title", "products", "steps")),
    *(
        (f"/steps/0/{name}", ABSENT, "is missing")
        for name in ("step", "title", "type", "bizStep", "inputs", "outputs", "fields")
    ),
    *((f"/products/crab/{name}", ABSENT, "is missing") for name in ("title", "uom")),
    *((f"{_F}/0/{name}", ABSENT, "is missing") for name in ("name", "title", "kind", "in")),
    *((f"{_F}/1/options/0/{name}", ABSENT, "is missing") for name in ("value", "title")),
    *((f"/title/{name}", ABSENT, "is missing") for name in ("vi", "en", "th", "bn")),
    ("/steps/0/inputs/0/role", ABSENT, "is missing"),
    *(
        (f"{place}/unknown", 1, "is not a member")
        for place in (
            "",
            "/products/crab",
            "/steps/0",
            "/steps/0/inputs/0",
            "/steps/0/persistentDisposition",
            f"{_F}/0",
            f"{_F}/1/options/0",
            "/title",
        )
    ),
    *(("/name", what, "a name of 1 to 40") for what in ("Ba khía", "", "a" * 41, 1)),
    *(("/title/vi", what, "a text of 1 to 100") for what in ("", " a", "a ", "a" * 101, "a\nb", 1)),
    ("/title", "x", "a title in"),
    ("/products", {}, "products by role"),
    ("/products", [], "products by role"),
    (
        "/products",
        {f"r{i}": {"title": _TITLE, "uom": "KGM"} for i in range(101)},
        "products by role",
    ),
    ("/products", {"Crab": {"title": _TITLE, "uom": "KGM"}}, "a name of 1 to 40"),
    ("/products/crab", 1, "a product"),
    ("/products/crab/uom", "kg", "a unit of UN/ECE"),
    ("/steps", [], "1 to 100 steps"),
    ("/steps", {}, "1 to 100 steps"),
    ("/steps", [_step()] * 101, "1 to 100 steps"),
    ("/steps/0", "salting", "a step:"),
    ("/steps/0/type", "TransactionEvent", "an event type"),
    ("/steps/0/action", "SEE", "an action"),
    ("/steps/0/bizStep", "killing", "a business step"),
    ("/steps/0/disposition", "unknown", "a disposition"),
    *(
        ("/steps/0/persistentDisposition", what, "a persistent disposition")
        for what in (1, {}, {"set": ["recalled"], "unset": ["recalled"]})
    ),
    ("/steps/0/persistentDisposition", {"keep": ["recalled"]}, "is not a member"),
    *(
        (f"/steps/{i}/persistentDisposition/{name}", what, "")
        for i, name in ((0, "set"), (5, "unset"))
        for what in ([], "recalled", ["recalled"] * 2, ["expired"])
    ),
    ("/steps/0/anywhere", False, "true, or absent"),
    *(("/steps/0/parties", what, "who else") for what in ("source", ["source"] * 2)),
    ("/steps/0/parties/0", "buyer", "buyer"),
    *(
        ("/steps/2/grownFrom", what, "1 to 5 roles")
        for what in ([], "pond", ["pond"] * 2, [f"p{i}" for i in range(6)])
    ),
    ("/steps/2/grownFrom/0", "Pond", "a name of 1 to 40"),
    ("/steps/2/grownFromOptional", False, "true, or absent"),
    ("/steps/0/inputs", {}, "at most 20 things"),
    ("/steps/0/inputs", [{**_THING}] * 21, "at most 20 things"),
    ("/steps/0/inputs/0", "crab", "a thing"),
    ("/steps/0/inputs/1", {"optional": True}, "is missing"),
    *(("/steps/0/inputs/0/role", what, "a role") for what in ("", "Crab", "a" * 41, 1)),
    ("/steps/0/inputs/0/uom", "kg", "a unit of UN/ECE"),
    *(("/steps/0/inputs/0/kinds", what, "a list of kinds") for what in ([], "lot", ["lot", "lot"])),
    ("/steps/0/inputs/0/kinds/0", "box", "box"),
    ("/steps/0/inputs/0/optional", False, "true, or absent"),
    ("/steps/0/fields", {}, "at most 50 fields"),
    ("/steps/0/fields", [_field()] * 51, "at most 50 fields"),
    (f"{_F}/0", 1, "a field"),
    (f"{_F}/0/kind", "number", "a kind of answer"),
    (f"{_F}/0/in", "mind", "where the answer stands"),
    *(
        (f"{_F}/0/member", what, "member")
        for what in ("gdst:x", "nguon:x y", "nguon:" + "x" * 55, 1)
    ),
    (f"{_F}/4/measures", "Beauty", "a measurement type"),
    *(
        (f"{_F}/4/substance", what, "the URI of the substance")
        for what in ("no uri", "https://a.example/" + "a" * 200, 1)
    ),
    *((f"{_F}/3/uom", what, "a unit code") for what in ("days", "D", 1)),
    (f"{_F}/3/minimum", "0", ""),
    (f"{_F}/3/maximum", "9", ""),
    (f"{_F}/0/required", False, "true, or absent"),
    *((f"{_F}/1/options", what, "2 to 20 options") for what in _OPTION_LISTS),
    (f"{_F}/1/options/0", "a", "an option"),
    (f"{_F}/1/options/0/value", "A", "a name of 1 to 40"),
    *(("/steps/1/yieldMax", what, "a yield bound") for what in (0, 11, "1")),
    *(
        (f"/steps/1/{name}", what, "a number of hours")
        for name in ("hoursMin", "hoursMax")
        for what in (0, 87_601, "20")
    ),
]
RULES: list[tuple[str, object, str, str]] = [
    ("/steps/1/action", "ADD", "/steps/1/action", "A transformation has no action."),
    ("/steps/1/inputs", [], "/steps/1/inputs", "at least one thing here"),
    ("/steps/1/outputs", [], "/steps/1/outputs", "at least one thing here"),
    ("/steps/0/grownFrom", ["pond"], "/steps/0/grownFrom", "Only an ObjectEvent ADD"),
    ("/steps/1/grownFrom", ["pond"], "/steps/1/grownFrom", "Only an ObjectEvent ADD"),
    ("/steps/3/grownFrom", ["pond"], "/steps/3/grownFrom", "Only an ObjectEvent ADD"),
    ("/steps/2/grownFrom", ABSENT, "/steps/2", "Only grownFrom can be optional"),
    *(
        (f"/steps/{i}/{name}", 1, f"/steps/{i}/{name}", "Only a transformation has hours")
        for i in (0, 2, 3)
        for name in ("hoursMin", "hoursMax")
    ),
    ("/steps/3/action", ABSENT, "/steps/3", "events have an action"),
    ("/steps/2/inputs", [{**_THING}], "/steps/2/inputs", "makes things out of nothing"),
    ("/steps/2/outputs", [], "/steps/2/outputs", "at least one thing here"),
    ("/steps/0/inputs", [], "/steps/0/inputs", "at least one thing here"),
    ("/steps/0/outputs", [{**_THING}], "/steps/0/outputs", "makes nothing"),
    ("/steps/4/outputs", [{**_THING}], "/steps/4/outputs", "makes nothing"),
    ("/steps/0/inputs/1/uom", "KGM", "/steps/0/inputs/1/uom", "role * has none"),
    ("/steps/0/inputs/0/uom", ABSENT, "/steps/0/inputs/0", "A role needs its unit"),
    *(
        (f"{_F}/{i}/{name}", ABSENT, f"{_F}/{i}", "its unit and its bounds")
        for i in (3, 4, 7)
        for name in ("uom", "minimum", "maximum")
    ),
    *(
        (f"{_F}/4/{name}", what, f"{_F}/4", "stands in a sensor report")
        for name, what in (
            ("measures", ABSENT),
            ("member", ABSENT),
            ("member", "nguon:x"),
            ("in", "event"),
        )
    ),
    (f"{_F}/0/in", "sensor", f"{_F}/0/in", "Only sensor fields"),
    (f"{_F}/0/member", "value", f"{_F}/0/member", "a member with a prefix"),
    (f"{_F}/1/options", ABSENT, f"{_F}/1", "A choice needs its options"),
    (f"{_F}/0/member", ABSENT, f"{_F}/0", "needs its member"),
    (f"{_F}/1/member", ABSENT, f"{_F}/1", "needs its member"),
]


def _edited(where: str, what: object) -> dict[str, Any]:
    template = deepcopy(SAMPLE)
    edit(template, where, what)
    return template


def test_the_sample_template_is_taken() -> None:
    validate_template(SAMPLE)


@pytest.mark.parametrize(("where", "what", "words"), BROKEN)
def test_a_broken_template_is_refused(where: str, what: object, words: str) -> None:
    with pytest.raises(SchemaError) as caught:
        validate_template(_edited(where, what))
    assert caught.value.field.startswith(where)
    assert words in caught.value.detail


@pytest.mark.parametrize(("where", "what", "field", "words"), RULES)
def test_a_broken_rule_is_refused(where: str, what: object, field: str, words: str) -> None:
    with pytest.raises(SchemaError) as caught:
        validate_template(_edited(where, what))
    assert caught.value.field == field
    assert words in caught.value.detail


def test_every_rule_of_the_template_schema_changes_the_verdict_on_some_template() -> None:
    good = [SAMPLE, *map(load_template, NAMES)]
    broken = [_edited(where, what) for where, what, _ in BROKEN]
    rules = [_edited(where, what) for where, what, _, _ in RULES]
    assert idle_rules(load_schema("template"), good, [[], *broken, *rules]) == []
