"""Those of tests/engine/test_custody.py whose effect several tables show, on PostgreSQL."""

from engine.test_custody import (  # noqa: F401 (the same tests)
    browser,
    founded,
    stage,
    test_a_jar_is_sold_out_of_a_carton_in_a_pallet,
    test_a_refused_delivery_stays_the_senders,
    test_an_heir_unpacks_what_the_dissolved_firm_packed,
    test_two_things_of_one_carton_are_moved_in_one_statement,
    test_what_is_in_a_pallet_travels_with_it_and_is_held_again_when_it_is_out,
    test_what_the_first_version_let_pass_stands_after_the_upgrade,
)
