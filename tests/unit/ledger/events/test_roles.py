"""Who may record what (docs/formats.md, 7): the whole table of roles and events."""

from __future__ import annotations

from typing import Any

import pytest

from nguon_ledger.events.roles import check_role
from nguon_ledger.registry.records import ParticipantRecord
from nguon_ledger.registry.statements import OPERATOR, ROLES, ParticipantRegistered
from unit.ledger.checks import refused
from unit.ledger.events.test_event import AGGREGATION, OBJECT, TRANSFORMATION, read

MAKERS = {"producer", "processor"}
HANDLERS = MAKERS | {"carrier", "retailer"}
EVERYBODY = HANDLERS | {"certifier", OPERATOR}

TABLE = [
    (OBJECT | {"action": "ADD"}, MAKERS),
    (TRANSFORMATION, MAKERS),
    (OBJECT | {"action": "DELETE"}, HANDLERS),
    (AGGREGATION | {"action": "ADD"}, HANDLERS),
    (AGGREGATION | {"action": "OBSERVE"}, HANDLERS),
    (AGGREGATION | {"action": "DELETE"}, HANDLERS),
    (OBJECT | {"action": "OBSERVE"}, EVERYBODY),
]


def who(*roles: str) -> ParticipantRecord:
    registration = ParticipantRegistered(
        participant="https://x", name="x", kind="union", roles=roles, province="x", contact="x",
        keys=(),
    )  # fmt: skip
    return ParticipantRecord(registration, 1)


@pytest.mark.parametrize(("payload", "allowed"), TABLE)
@pytest.mark.parametrize("role", [*ROLES, OPERATOR])
def test_a_role_may_record_what_the_contract_lists(
    payload: dict[str, Any], allowed: set[str], role: str
) -> None:
    event = read(payload)
    if role in allowed:
        check_role(event, who(role))
        check_role(event, who("certifier", role))
        return
    with refused("role_missing", "type"):
        check_role(event, who(role))
