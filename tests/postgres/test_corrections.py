"""Those of tests/engine/test_corrections.py whose effect several tables show, on PostgreSQL."""

from engine.test_corrections import (  # noqa: F401 (the same tests)
    test_a_correction_is_blocked_by_what_the_same_batch_said_before_it,
    test_a_lot_can_be_taken_again_when_its_taking_is_taken_back,
    test_a_process_over_days_is_taken_back_from_its_end,
    test_a_recall_that_is_taken_back_is_no_recall,
    test_a_whole_chain_is_taken_back_from_its_end,
    test_more_of_a_lot_is_taken_back_without_the_lot,
    test_one_of_two_packings_of_a_carton_is_taken_back,
    test_serials_can_be_given_again_when_they_are_taken_back,
    test_the_correction_and_its_event_may_come_in_one_batch,
    test_the_event_id_of_what_was_taken_back_is_never_used_again,
    test_the_trace_of_a_corrected_chain_verifies_and_shows_what_was_corrected,
)
