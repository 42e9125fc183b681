"""tests/engine/test_model.py on PostgreSQL, with fewer histories: a database each takes longer."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from engine.test_model import Machine
from engine.workbench import Workbench


def test_the_engine_records_what_the_model_admits_and_all_of_it_verifies(
    template: Workbench,
) -> None:
    run_state_machine_as_test(
        type("FromTemplate", (Machine,), {"template": template}),
        settings=settings(
            max_examples=3,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
