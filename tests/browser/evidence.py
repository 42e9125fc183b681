"""Reading and changing evidence the way a dishonest server would."""

from __future__ import annotations

import json
from typing import Any

from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode
from nguon_ledger.statement import parse_statement
from support.attacks import rebundled
from support.attacks_registry import revoked
from support.forge import ORIGIN
from support.story import SALT_LOT, UNIT, Story, whole_story

_BASE64URL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def turned(data: bytes, position: int) -> bytes:
    """Return a statement with one byte changed into another letter of base64url.

    It is the letter's fourth bit that turns: a sixth bit may be padding at the end of a part.
    """
    other = _BASE64URL[_BASE64URL.index(data[position]) ^ 4]
    return data[:position] + bytes([other]) + data[position + 1 :]


def position_of(data: bytes, text: str) -> int:
    """Return where in a statement a piece of its payload begins."""
    header, payload, _ = data.split(b".")
    at = b64url_decode(payload.decode()).index(text.encode())
    return len(header) + 1 + at * 4 // 3


def retold(data: bytes, old: str, new: str) -> bytes:
    """Return a statement whose payload says something else under the old signature."""
    header, payload, signature = data.split(b".")
    said = b64url_decode(payload.decode())
    assert said.count(old.encode()) == 1
    changed = b64url_encode(said.replace(old.encode(), new.encode()))
    return b".".join((header, changed.encode(), signature))


def everything(story: Story, asked: str = UNIT) -> bytes:
    """Return evidence that holds every entry."""
    return rebundled(story, list(range(story.size)), asked)


def without(story: Story, *steps: str) -> bytes:
    """Return evidence that holds every entry but the events of these steps."""
    kept = [index for index in range(story.size) if step_at(story, index) not in steps]
    return rebundled(story, kept, UNIT)


def step_at(story: Story, index: int) -> str | None:
    """Return the step that an entry is, if it is one."""
    payload = parse_statement(story.entry(index), log=ORIGIN).payload
    step = payload.get("nguon:step")
    return step if isinstance(step, str) else None


def labelled_with_a_revoked_key() -> Story:
    """Tell a story whose last step is signed with a key that was revoked before it."""
    story = Story()
    _tell_until_packing(story)
    story.registry(revoked("coop"), "union")
    story.seal()
    story.labelling()
    story.seal()
    return story


def another_story() -> Story:
    """Tell a story that is as long as the whole one, with another catch."""
    story = Story()
    _tell_until_packing(story, kilos=121)
    story.labelling()
    story.seal()
    assert story.size == whole_story().size
    return story


def edited(bundle: bytes, **members: Any) -> bytes:
    """Return a bundle with members replaced."""
    value = json.loads(bundle) | members
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _tell_until_packing(story: Story, kilos: float = 120) -> None:
    story.found()
    story.harvest(kilos=kilos)
    story.harvest(SALT_LOT, 50)
    story.seal()
    for step in (story.salting, story.packing):
        step()
        story.seal()
