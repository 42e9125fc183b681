"""Flags about recipes: what weighs more than it can, what went too fast or too slow."""

from __future__ import annotations

from typing import Any

from support.attacks import Attack, case
from support.attacks_custody import CRABS
from support.attacks_time import at
from support.forge import HOST, HOUR, Payload
from support.market import U1, U2, Market, flag
from support.story import COOP, CRAB, CRAB_LOT, JAR, JAR_LOT, SALT, SALT_LOT, SALTED, lot, product

RECIPE = f"https://{HOST}/recipes/ba-khia"
OUT = f"{SALTED}/10/S1"
PROCESS = {"transformationID": "urn:uuid:00000000-0000-4000-9000-0000000000ac"}
SALTING: Payload = {"step": "salting", "yieldMax": 0.8, "hoursMin": 48, "hoursMax": 96.5}


def kitchen(*steps: Payload, rules: int = 2) -> Market:
    """Return a market with 100 kg of crabs, 20 kg of salt, and a product of a recipe."""
    m = Market(rules=rules)
    named: Payload = {}
    if steps:
        m.registry(recipe(*steps), "coop")
        named = {"recipe": RECIPE}
    m.registry(product(SALTED, COOP, "Ba khía muối", **named), "coop")
    m.make(CRABS)
    m.make(lot(SALT_LOT, 20))
    m.seal()
    return m


def recipe(*steps: Payload) -> Payload:
    """Return a recipe of the cooperative."""
    return {
        "type": "RecipeRegistered",
        "recipe": RECIPE,
        "owner": COOP,
        "name": {"vi": "Ba khía muối"},
        "steps": list(steps),
    }


def _salted(m: Market, out: float, uom: str = "KGM", **changes: Any) -> int:
    """Salt 50 kg of crabs with 10 kg of salt."""
    inputs: list[Any] = [lot(CRAB_LOT, 50), lot(SALT_LOT, 10_000, "GRM")]
    return m.turn(inputs, [lot(OUT, out, uom)], **changes)


def _yield(out: float, *steps: Payload, uom: str = "KGM", most: str = "", made: str = "") -> Attack:
    m = kitchen(*steps)
    index = _salted(m, out, uom)
    flags = [flag("yield_high", index, OUT, made=made or str(out), most=most)] if most else []
    return m.good(OUT, *flags)


# yield_high


@case(0, "")
def as_much_out_as_in() -> Attack:
    return _yield(60)


@case(0, "")
def more_out_than_in() -> Attack:
    return _yield(60.000001, most="60")


@case(0, "")
def more_out_than_in_in_the_first_version() -> Attack:
    m = kitchen(rules=1)
    _salted(m, 300)
    return m.good(OUT)


@case(0, "")
def exactly_the_yield_of_the_recipe() -> Attack:
    return _yield(48, {"step": "salting", "yieldMax": 0.8})


@case(0, "")
def a_milligram_above_the_yield_of_the_recipe() -> Attack:
    step = {"step": "salting", "yieldMax": 0.8}
    return _yield(48_000.001, step, uom="GRM", most="48", made="48.000001")


@case(0, "")
def recipe_that_lets_more_come_out_than_went_in() -> Attack:
    return _yield(130.5, {"step": "salting", "yieldMax": 2.175})


@case(0, "")
def recipe_without_a_yield() -> Attack:
    return _yield(60.5, {"step": "salting"}, most="60")


@case(0, "")
def first_of_two_steps_of_one_name_counts() -> Attack:
    steps = ({"step": "salting", "yieldMax": 0.5}, {"step": "salting", "yieldMax": 5})
    return _yield(31.0, *steps, most="30", made="31")


@case(0, "")
def yield_of_many_digits() -> Attack:
    step = {"step": "salting", "yieldMax": 1.23456789012345}
    return _yield(74.074074, step, most="74.074073407407", made="74.074074")


@case(0, "")
def litres_count_as_kilos() -> Attack:
    return _yield(60, uom="LTR")


@case(0, "")
def millilitres_count_as_grams() -> Attack:
    return _yield(60_001, uom="MLT", most="60", made="60.001")


@case(0, "")
def jars_filled_by_their_content() -> Attack:
    m = kitchen()
    inputs: list[Any] = [lot(CRAB_LOT, 92.8)]
    m.turn(inputs, [lot(JAR_LOT, 232, "H87")])
    return m.good(JAR_LOT)


@case(0, "")
def one_jar_too_many() -> Attack:
    m = kitchen()
    inputs: list[Any] = [lot(CRAB_LOT, 92.8)]
    index = m.turn(inputs, [lot(JAR_LOT, 233, "H87")])
    return m.good(JAR_LOT, flag("yield_high", index, JAR_LOT, made="93.2", most="92.8"))


@case(0, "")
def jars_opened_and_mixed() -> Attack:
    m = kitchen()
    m.jars(U1, U2)
    index = m.turn([U1, U2], [lot(OUT, 0.8)])
    more = m.turn([lot(JAR_LOT, 2, "H87")], [lot(OUT, 0.9)], bizStep="creating_class_instance")
    assert more > index
    return m.good(OUT, flag("yield_high", more, OUT, made="0.9", most="0.8"))


@case(0, "")
def numbered_jars_are_weighed_with_their_lot() -> Attack:
    m = kitchen()
    m.jars(pieces=1)
    numbered: Payload = {"bizStep": "creating_class_instance", "ilmd": {"cbvmda:lotNumber": "J1"}}
    m.turn([lot(CRAB_LOT, 0.4)], [U1, U2, lot(JAR_LOT, 1, "H87")], **numbered)
    return m.good(U1)


@case(0, "")
def the_lot_of_numbered_jars_weighs_too_much() -> Attack:
    m = kitchen()
    m.jars(pieces=1)
    numbered: Payload = {"bizStep": "creating_class_instance", "ilmd": {"cbvmda:lotNumber": "J1"}}
    index = m.turn([lot(CRAB_LOT, 0.7)], [U1, U2, lot(JAR_LOT, 2, "H87")], **numbered)
    return m.good(U1, flag("yield_high", index, U1, made="0.8", most="0.7"))


@case(0, "")
def jars_of_no_lot_are_weighed_one_by_one() -> Attack:
    m = kitchen(rules=1)
    m.turn([lot(CRAB_LOT, 0.4)], [U1, U2], **PROCESS)
    m.raise_rules()
    index = m.turn([lot(CRAB_LOT, 0.4)], [lot(OUT, 0.1)], **PROCESS)
    return m.good(OUT, flag("yield_high", index, OUT, made="0.9", most="0.8"))


@case(0, "")
def process_weighed_over_all_its_events() -> Attack:
    m = kitchen({"step": "salting", "yieldMax": 0.5})
    m.turn([lot(CRAB_LOT, 40)], [], **PROCESS)
    first = m.turn([lot(SALT_LOT, 10)], [lot(OUT, 25)], **PROCESS)
    adding = {"bizStep": "creating_class_instance"}
    second = m.turn([], [lot(OUT, 0.5)], **PROCESS, **adding)
    third = m.turn([lot(CRAB_LOT, 1)], [lot(f"{SALTED}/10/S2", 0.001)], **PROCESS)
    assert first < second < third
    flags = [
        flag("yield_high", second, OUT, made="25.5", most="25"),
        flag("yield_high", third, f"{SALTED}/10/S2", made="25.501", most="25.5"),
    ]
    return m.good(OUT, *flags)


@case(0, "")
def process_that_nothing_came_out_of_yet() -> Attack:
    m = kitchen({"step": "salting", "yieldMax": 0.5, "hoursMin": 1})
    m.turn([lot(CRAB_LOT, 40)], [], **PROCESS)
    m.wait(2 * HOUR)
    m.turn([], [lot(OUT, 20)], **PROCESS)
    return m.good(OUT)


@case(0, "")
def subject_is_the_first_output() -> Attack:
    m = kitchen()
    made: list[Any] = [lot(OUT, 1), lot(f"{SALTED}/10/S2", 5)]
    index = m.turn([lot(CRAB_LOT, 5)], made)
    return m.good(f"{SALTED}/10/S2", flag("yield_high", index, OUT, made="6", most="5"))


# yield_unknown


@case(0, "")
def pieces_without_a_content_come_out() -> Attack:
    m = kitchen({"step": "salting", "yieldMax": 0.1})
    index = _salted(m, 5, "H87")
    return m.good(OUT, flag("yield_unknown", index, OUT))


@case(0, "")
def pieces_without_a_content_go_in() -> Attack:
    m = kitchen()
    pieces = f"{CRAB}/10/P"
    m.make(lot(pieces, 50, "H87"))
    index = m.turn([lot(SALT_LOT, 1), lot(pieces, 50, "H87")], [lot(OUT, 50)])
    return m.good(OUT, flag("yield_unknown", index, pieces))


@case(0, "")
def pieces_of_pieces_have_no_weight() -> Attack:
    m = kitchen()
    m.found_again(product(SALT, COOP, "Muối", netContent={"quantity": 6, "uom": "H87"}), "coop")
    bags = f"{SALT}/10/B"
    m.make(lot(bags, 2, "H87"))
    index = m.turn([lot(bags, 2, "H87")], [lot(OUT, 50)])
    return m.good(OUT, flag("yield_unknown", index, bags))


@case(0, "")
def the_first_without_a_weight_outputs_first() -> Attack:
    m = kitchen()
    pieces = f"{CRAB}/10/P"
    m.make(lot(pieces, 50, "H87"))
    made: list[Any] = [lot(f"{SALTED}/10/S2", 1), lot(OUT, 50, "H87")]
    index = m.turn([lot(pieces, 50, "H87")], made)
    return m.good(OUT, flag("yield_unknown", index, OUT))


@case(0, "")
def a_unit_without_a_content_goes_in() -> Attack:
    m = kitchen()
    m.make(lot(f"{CRAB}/10/P", 1, "H87"))
    unit = f"{CRAB}/21/1"
    m.label(unit, number="P")
    index = m.turn([unit], [lot(OUT, 50)])
    return m.good(OUT, flag("yield_unknown", index, unit))


@case(0, "")
def content_as_it_was_registered_then() -> Attack:
    m = kitchen()
    m.turn([lot(CRAB_LOT, 4)], [lot(JAR_LOT, 10, "H87")])
    half = {"netContent": {"quantity": 500, "uom": "GRM"}}
    m.registry(product(JAR, COOP, "Ba khía muối", **half), "coop")
    adding = {"bizStep": "creating_class_instance"}
    index = m.turn([lot(CRAB_LOT, 4)], [lot(JAR_LOT, 10, "H87")], **adding)
    return m.good(JAR_LOT, flag("yield_high", index, JAR_LOT, made="5", most="4"))


# step_not_in_recipe


@case(0, "")
def step_that_is_not_in_the_recipe() -> Attack:
    m = kitchen({"step": "harvest"}, {"step": "Salting", "yieldMax": 9})
    index = _salted(m, 61)
    flags = [
        flag("step_not_in_recipe", index, OUT, step="salting"),
        flag("yield_high", index, OUT, made="61", most="60"),
    ]
    return m.good(OUT, *flags)


@case(0, "")
def no_step_where_there_is_a_recipe() -> Attack:
    m = kitchen(SALTING)
    event = m.head("TransformationEvent", "x")
    del event["nguon:step"]
    event |= {"inputQuantityList": [lot(CRAB_LOT, 50)], "outputQuantityList": [lot(OUT, 50)]}
    index = m.event(event, "coop")
    return m.good(OUT, flag("step_not_in_recipe", index, OUT, step=""))


@case(0, "")
def recipe_without_any_step() -> Attack:
    m = Market()
    m.registry(recipe(), "coop")
    m.registry(product(SALTED, COOP, "Ba khía muối", recipe=RECIPE), "coop")
    m.make(CRABS)
    m.seal()
    index = m.turn([lot(CRAB_LOT, 1)], [lot(OUT, 1)])
    return m.good(OUT, flag("step_not_in_recipe", index, OUT, step="salting"))


@case(0, "")
def step_out_of_which_nothing_comes_is_not_asked_for() -> Attack:
    m = kitchen({"step": "mixing"})
    m.turn([lot(CRAB_LOT, 40)], [], **PROCESS)
    event = m.head("TransformationEvent", "mixing", **PROCESS)
    m.event(event | {"outputQuantityList": [lot(OUT, 40)]}, "coop")
    return m.good(OUT)


@case(0, "")
def recipe_of_the_first_output_counts() -> Attack:
    m = kitchen({"step": "mixing", "yieldMax": 9})
    index = m.turn([lot(CRAB_LOT, 5)], [lot(f"{CRAB}/10/X", 3), lot(OUT, 3)])
    return m.good(OUT, flag("yield_high", index, f"{CRAB}/10/X", made="6", most="5"))


@case(0, "")
def recipe_that_a_product_names_later() -> Attack:
    m = kitchen()
    _salted(m, 50)
    m.registry(recipe({"step": "mixing"}), "coop")
    m.registry(product(SALTED, COOP, "Ba khía muối", recipe=RECIPE), "coop")
    adding = {"bizStep": "creating_class_instance"}
    index = _salted(m, 50, **adding)
    return m.good(OUT, flag("step_not_in_recipe", index, OUT, step="salting"))


# too_fast, too_slow


def _after(micros: int, *, fast: str = "", **step: Any) -> Attack:
    """Salt crabs this long after they were caught; salt may have stood about for a year."""
    m = kitchen({"step": "salting"} | step)
    m.wait(30 * 24 * HOUR)
    caught = m.time
    fresh = f"{CRAB}/10/C2"
    m.make(lot(fresh, 50), **at(caught))
    m.wait(200 * HOUR)
    inputs: list[Any] = [lot(SALT_LOT, 10), lot(fresh, 50)]
    index = m.turn(inputs, [lot(OUT, 60)], **at(caught + micros))
    behind = m.time + HOUR - caught - micros
    flags = [flag("late", index, hours=str(behind // HOUR))] if behind > 72 * HOUR else []
    if micros < 0:
        flags.append(flag("out_of_order", index, fresh))
    if fast:
        least = str(step["hoursMin"])
        flags.append(flag("too_fast", index, fresh, hours=fast, least=least))
    return m.good(OUT, *flags)


@case(0, "")
def salted_after_exactly_as_long_as_it_takes() -> Attack:
    return _after(48 * HOUR, hoursMin=48)


@case(0, "")
def salted_a_microsecond_too_fast() -> Attack:
    return _after(48 * HOUR - 1, hoursMin=48, fast="47")


@case(0, "")
def salted_before_the_crabs_were_caught() -> Attack:
    return _after(-5 * HOUR, hoursMin=0.5, fast="0")


@case(0, "")
def salted_after_a_fraction_of_an_hour() -> Attack:
    return _after(HOUR // 4, hoursMin=0.25)


@case(0, "")
def salted_long_after_the_crabs_were_caught() -> Attack:
    return _after(199 * HOUR, hoursMax=2)


def _equal_parts(first: str, *, fast: str) -> Attack:
    m = kitchen({"step": "salting", "hoursMin": 24})
    m.wait(20 * HOUR)
    fresh = f"{CRAB}/10/C2"
    m.make(lot(fresh, 10))
    m.wait(8 * HOUR)
    inputs: list[Any] = [lot(CRAB_LOT, 10_000, "GRM"), lot(fresh, 10)]
    index = m.turn(inputs if first == CRAB_LOT else inputs[::-1], [lot(OUT, 20)])
    told = flag("too_fast", index, fresh, hours=fast, least="24")
    return m.good(OUT, *([told] if fast else []))


@case(0, "")
def main_input_is_the_first_of_equals() -> Attack:
    return _equal_parts(CRAB_LOT, fast="")


@case(0, "")
def main_input_is_the_first_of_equals_the_other_way_round() -> Attack:
    return _equal_parts(f"{CRAB}/10/C2", fast="9")


@case(0, "")
def main_input_by_its_weight_and_not_by_its_number() -> Attack:
    m = kitchen({"step": "salting", "hoursMin": 24})
    m.jars(pieces=20)
    m.wait(30 * HOUR)
    m.make(lot(f"{CRAB}/10/C2", 10))
    inputs: list[Any] = [lot(JAR_LOT, 20, "H87"), lot(f"{CRAB}/10/C2", 10)]
    index = m.turn(inputs, [lot(OUT, 18)])
    fast = flag("too_fast", index, f"{CRAB}/10/C2", hours="0", least="24")
    return m.good(OUT, fast)


@case(0, "")
def main_input_among_things_without_a_weight() -> Attack:
    m = kitchen({"step": "salting", "hoursMin": 24})
    m.make(lot(f"{CRAB}/10/P", 50, "H87"))
    m.make(lot(f"{CRAB}/10/Q", 90, "H87"))
    inputs: list[Any] = [lot(f"{CRAB}/10/P", 5, "H87"), lot(f"{CRAB}/10/Q", 90, "H87")]
    index = m.turn(inputs, [lot(OUT, 1)])
    flags = [
        flag("yield_unknown", index, f"{CRAB}/10/P"),
        flag("too_fast", index, f"{CRAB}/10/P", hours="0", least="24"),
    ]
    return m.good(OUT, *flags)


@case(0, "")
def main_input_weighs_more_than_what_has_no_weight() -> Attack:
    m = kitchen({"step": "salting", "hoursMin": 24})
    m.wait(30 * HOUR)
    m.make(lot(f"{CRAB}/10/P", 50, "H87"))
    m.make(lot(f"{CRAB}/10/C2", 0.5))
    old, fresh = lot(SALT_LOT, 0.25), lot(f"{CRAB}/10/C2", 0.5)
    index = m.turn([lot(f"{CRAB}/10/P", 50, "H87"), old, fresh], [lot(OUT, 1)])
    flags = [
        flag("yield_unknown", index, f"{CRAB}/10/P"),
        flag("too_fast", index, f"{CRAB}/10/C2", hours="0", least="24"),
    ]
    return m.good(OUT, *flags)


def _process(micros: int, *, rule: str = "", hours: str = "", **step: Any) -> Attack:
    """Begin a process; end it so much later."""
    m = kitchen({"step": "salting"} | step)
    m.wait(10 * HOUR)
    begun = m.time
    m.wait(5 * HOUR)
    m.turn([lot(SALT_LOT, 1)], [], **PROCESS, **at(begun + 5 * HOUR))
    m.turn([lot(CRAB_LOT, 50)], [], **PROCESS, **at(begun))
    m.wait(micros)
    index = m.turn([], [lot(OUT, 40)], **PROCESS, **at(begun + micros))
    limits = {"least": str(step.get("hoursMin"))} if rule == "too_fast" else {}
    limits |= {"most": str(step.get("hoursMax"))} if rule == "too_slow" else {}
    process = PROCESS["transformationID"]
    flags = [flag(rule, index, process, hours=hours, **limits)] if rule else []
    return m.good(OUT, *flags)


@case(0, "")
def process_of_exactly_the_shortest_time() -> Attack:
    return _process(48 * HOUR, hoursMin=48, hoursMax=96.5)


@case(0, "")
def process_a_microsecond_too_short() -> Attack:
    return _process(48 * HOUR - 1, rule="too_fast", hours="47", hoursMin=48, hoursMax=96.5)


@case(0, "")
def process_of_exactly_the_longest_time() -> Attack:
    return _process(97 * HOUR - HOUR // 2, hoursMin=48, hoursMax=96.5)


@case(0, "")
def process_a_microsecond_too_long() -> Attack:
    micros = 97 * HOUR - HOUR // 2 + 1
    return _process(micros, rule="too_slow", hours="96", hoursMin=48, hoursMax=96.5)


@case(0, "")
def process_of_one_event_is_too_short() -> Attack:
    m = kitchen(SALTING)
    index = _salted(m, 48, **PROCESS)
    process = PROCESS["transformationID"]
    return m.good(OUT, flag("too_fast", index, process, hours="0", least="48"))


@case(0, "")
def every_output_of_a_process_is_timed() -> Attack:
    m = kitchen({"step": "salting", "hoursMin": 10})
    m.turn([lot(CRAB_LOT, 50)], [], **PROCESS)
    early = m.turn([], [lot(OUT, 10)], **PROCESS)
    m.wait(12 * HOUR)
    m.turn([], [lot(OUT, 10)], **PROCESS, bizStep="creating_class_instance")
    process = PROCESS["transformationID"]
    return m.good(OUT, flag("too_fast", early, process, hours="0", least="10"))
