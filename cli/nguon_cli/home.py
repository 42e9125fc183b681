"""A participant's home: its profile, its pins, its keys, its outbox."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nguon_cli.identifiers import host_of
from nguon_cli.passphrases import Passphrase
from nguon_ledger.encoding import members as m
from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.trace.pins import Pin, parse_pins
from nguon_signer.client import Client
from nguon_signer.keystore import Keystore
from nguon_signer.outbox import Outbox
from nguon_signer.photo_box import PhotoBox
from nguon_signer.private_file import read_private, replace_private

KEYS = "keys"
_FORMAT = "nguon-profile/1"
_MAX_BYTES = 1 << 20


@dataclass(frozen=True)
class Profile:
    """Who signs here, and for which ledger.

    ``key`` names the key to sign with, unless there is only one; ``keystore`` is a path, from the
    home if it is relative.
    """

    server: str
    ledger: str
    origin: str
    participant: str
    key: str | None = None
    keystore: str = KEYS

    @property
    def host(self) -> str:
        """The host of the ledger's origin, which completes identifiers."""
        return host_of(self.origin)


@dataclass(frozen=True)
class Home:
    """A folder that its owner alone can read."""

    path: Path

    def profile(self) -> Profile:
        """Read the profile. Raises NguonError ``profile_missing`` or ``profile_malformed``."""
        try:
            data = read_private(self._profile, max_bytes=_MAX_BYTES)
        except NguonError as e:
            if e.code != "file_missing":
                raise
            what = f"{self.path} has joined no ledger; run: nguon join URL"
            raise NguonError("profile_missing", what, field="--home") from None
        try:
            return _read_profile(parse_object(data))
        except NguonError as e:
            what = f"{self._profile}: {e.detail}"
            raise NguonError("profile_malformed", what, field=e.field) from None

    def pins(self) -> tuple[Pin, ...]:
        """Return the pinned ledgers, none if there is no file. Raises as pins.parse_pins."""
        return parse_pins(json.dumps({"ledgers": self._pinned()}).encode())

    def pin(self, origin: str) -> Pin | None:
        """Return the pin of a ledger. Raises as pins."""
        return next((pin for pin in self.pins() if pin.origin == origin), None)

    def join(self, profile: Profile, vkey: str) -> None:
        """Write the profile, and pin the ledger's key.

        Raises NguonError ``log_key_changed`` if another key is pinned for this origin,
        ``profile_exists`` if the home belongs to another ledger or participant, and the codes of
        pins.parse_pins for a key that is none.
        """
        pinned = self._pinned()
        if (pin := self.pin(profile.origin)) is None:
            pinned.append({"origin": profile.origin, "vkey": vkey})
            parse_pins(json.dumps({"ledgers": pinned}).encode())
        elif pin.log.vkey != vkey:
            raise NguonError("log_key_changed", _changed(profile.origin, pin.log.vkey, vkey))
        self._check_same(profile)
        self.prepare()
        replace_private(self._pins, _document({"ledgers": pinned}))
        replace_private(self._profile, _document(_profile_document(profile)))

    def prepare(self) -> None:
        """Make the folder, for its owner alone. Raises NguonError ``file_unwritable``."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as e:
            what = f"{self.path}: {e.strerror}"
            raise NguonError("file_unwritable", what, field="--home") from None

    def client(self, language: str | None = None) -> Client:
        """Open a client of the profile's ledger with the key that is pinned for it.

        ``language`` is what its refusals are told in. Raises NguonError ``pin_missing``, or the
        codes of profile and pins.
        """
        profile = self.profile()
        pin = self.pin(profile.origin)
        if pin is None:
            what = f"no key is pinned for {profile.origin}; run nguon join again"
            raise NguonError("pin_missing", what)
        return Client(profile.server, profile.ledger, pin.log.vkey, language=language)

    def outbox(self) -> Outbox:
        """Open the outbox. Raises as Outbox."""
        return Outbox(self.path / "outbox.db")

    def photo_box(self) -> PhotoBox:
        """Return where photos wait until the ledger has them."""
        return PhotoBox(self.path / "photos")

    def keystore_path(self) -> Path:
        """Return where the keys are: where the profile says, or ``keys`` before there is one."""
        keystore = self.profile().keystore if self._profile.exists() else KEYS
        return self.path / keystore

    def signing_key(self, name: str | None, passphrase: Passphrase) -> Ed25519SigningKey:
        """Return the key that ``name``, the profile, or there being only one decides.

        Raises NguonError ``key_ambiguous`` or as Keystore.open and Keystore.key.
        """
        store = Keystore.open(self.keystore_path(), passphrase=passphrase.ask())
        wanted = name or self.profile().key
        if wanted is None:
            if len(store.names) != 1:
                names = ", ".join(store.names) or "none"
                what = f"say which key signs; there are: {names}"
                raise NguonError("key_ambiguous", what, field="--key")
            wanted = store.names[0]
        return store.key(wanted)

    @property
    def _profile(self) -> Path:
        return self.path / "profile.json"

    @property
    def _pins(self) -> Path:
        return self.path / "pins.json"

    def _pinned(self) -> list[object]:
        """Return the entries of the pins file as they stand: witnesses stay where they are."""
        try:
            data = read_private(self._pins, max_bytes=_MAX_BYTES)
        except NguonError as e:
            if e.code == "file_missing":
                return []
            raise
        parse_pins(data)
        return list(m.need(parse_object(data), "ledgers", m.list_of(m.an_object)))

    def _check_same(self, profile: Profile) -> None:
        if not self._profile.exists():
            return
        old = self.profile()
        if (old.origin, old.participant) != (profile.origin, profile.participant):
            what = f"{self.path} belongs to {old.participant} at {old.origin}; use another --home"
            raise NguonError("profile_exists", what, field="--home")


def _read_profile(value: m.Object) -> Profile:
    m.need(value, "format", m.one_of(_FORMAT))
    return Profile(
        server=m.need(value, "server", m.uri),
        ledger=m.need(value, "ledger", m.text),
        origin=m.need(value, "origin", m.text),
        participant=m.need(value, "participant", m.https_uri),
        key=m.maybe(value, "key", m.text),
        keystore=m.need(value, "keystore", m.text),
    )


def _profile_document(profile: Profile) -> dict[str, str]:
    members = {"format": _FORMAT, **vars(profile)}
    return {name: value for name, value in members.items() if value is not None}


def _document(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def _changed(origin: str, pinned: str, found: str) -> str:
    return (
        f"{origin} now shows another key. Pinned: {pinned}. Found: {found}. "
        "Ask the operator in another way; nothing was changed here"
    )
