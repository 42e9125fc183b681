"""What was typed for one step, as the answers that the event builder takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nguon_cli.amounts import parse_amount
from nguon_cli.files import hash_file
from nguon_cli.identifiers import complete
from nguon_cli.results import parse_result
from nguon_cli.serials import parse_serials
from nguon_cli.texts import parse_pairs
from nguon_cli.units import parse_number
from nguon_ledger.errors import NguonError
from nguon_ledger.events.gs1 import Item, parse_item
from nguon_signer.answers import Answer, Answers, Attachment, Party
from nguon_signer.field_answers import NUMBERS
from nguon_signer.template import Step

# Written down rather than asked of the system, whose table differs from machine to machine.
_MEDIA_TYPES = {
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".webp": "image/webp",
}


@dataclass(frozen=True, kw_only=True)
class Typed:
    """The options of ``nguon record``, as typed. A party is (participant, place)."""

    inputs: Sequence[str] = ()
    outputs: Sequence[str] = ()
    units: Sequence[str] = ()
    serials: str | None = None
    lot: str | None = None
    grown_from: Sequence[str] = ()
    container: str | None = None
    place: str | None = None
    then_at: str | None = None
    source: tuple[str | None, str | None] = (None, None)
    destination: tuple[str | None, str | None] = (None, None)
    fields: Sequence[str] = ()
    results: Sequence[str] = ()
    reason: str | None = None
    adding: bool = False
    process: str | None = None
    certificates: Sequence[str] = ()
    photos: Sequence[Path] = ()

    def answers(self, step: Step, *, host: str) -> Answers:
        """Return the answers.

        Raises NguonError ``pair_malformed``, ``pair_repeated``, ``quantity_malformed``,
        ``number_malformed``, ``result_malformed``, ``serials_malformed``, ``lot_missing``,
        ``identifier_malformed``, ``check_digit``, ``party_missing``, ``media_type_unknown`` or
        those of files.hash_file.
        """

        def full(text: str | None) -> str | None:
            return None if text is None else complete(text, host=host)

        lot = self._lot(host)
        return Answers(
            inputs=tuple(parse_amount(t, host=host, field="--in") for t in self.inputs),
            outputs=tuple(parse_amount(t, host=host, field="--out") for t in self.outputs),
            units=self._units(lot, host),
            lot_number=lot.code if lot is not None else None,
            grown_from=tuple(complete(t, host=host) for t in self.grown_from),
            container=full(self.container),
            read_point=full(self.place),
            location=full(self.then_at),
            source=_party(self.source, host, "--from"),
            destination=_party(self.destination, host, "--to"),
            fields=self._fields(step),
            adding=self.adding,
            process=full(self.process),
            certificates=tuple(complete(t, host=host) for t in self.certificates),
            attachments=tuple(map(_attachment, self.photos)),
        )

    def _lot(self, host: str) -> Item | None:
        if self.lot is None:
            return None
        try:
            item = parse_item(complete(self.lot, host=host))
        except NguonError as e:
            raise NguonError(e.code, e.detail, field="--lot") from None
        if not item.is_lot:
            raise NguonError("identifier_malformed", f"{self.lot} is not a lot", field="--lot")
        return item

    def _units(self, lot: Item | None, host: str) -> tuple[str, ...]:
        serials = [unit for unit in self.units if "/" not in unit]
        written = [complete(unit, host=host) for unit in self.units if "/" in unit]
        if self.serials is not None:
            serials += parse_serials(self.serials, field="--serials")
        if serials and lot is None:
            what = "serials are those of a lot: say which with --lot"
            raise NguonError("lot_missing", what, field="--lot")
        return (*written, *(f"{lot.product}/21/{s}" for s in serials if lot is not None))

    def _fields(self, step: Step) -> dict[str, Answer]:
        pairs = parse_pairs(self.fields, field="--field")
        if self.reason is not None:
            if "reason" in pairs:
                what = "the reason is given twice"
                raise NguonError("pair_repeated", what, field="--reason")
            pairs["reason"] = self.reason
        numbers = {f.name for f in step.fields if f.kind in NUMBERS}
        fields: dict[str, Answer] = {
            name: parse_number(value, field=f"--field {name}") if name in numbers else value
            for name, value in pairs.items()
        }
        if self.results:
            fields["results"] = tuple(parse_result(t, field="--result") for t in self.results)
        return fields


def _party(typed: tuple[str | None, str | None], host: str, option: str) -> Party | None:
    participant, place = typed
    if participant is None:
        if place is not None:
            what = f"a place without a participant: say who with {option}"
            raise NguonError("party_missing", what, field=option)
        return None
    return Party(complete(participant, host=host), place and complete(place, host=host))


def _attachment(path: Path) -> Attachment:
    media_type = _MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        what = f"{path}: one of {', '.join(_MEDIA_TYPES)} is expected"
        raise NguonError("media_type_unknown", what, field="--photo")
    return Attachment(hash_file(path, field="--photo"), media_type)
