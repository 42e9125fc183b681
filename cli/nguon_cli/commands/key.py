"""``nguon key``: signing keys. Private halves never leave the keystore."""

from __future__ import annotations

from typing import Annotated

import typer

from nguon_cli.options import DEFAULT_HOME, HomeFolder, Json, PassphraseFile, open_home
from nguon_cli.passphrases import Passphrase
from nguon_cli.session import Session, session_of
from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_signer.keystore import Keystore

app = typer.Typer(no_args_is_help=True, help="Make and show signing keys.")

Name = Annotated[str, typer.Argument(help="The key's name in your keystore.", metavar="NAME")]


@app.command()
def new(
    context: typer.Context,
    *,
    name: Name,
    home: HomeFolder = DEFAULT_HOME,
    passphrase_file: PassphraseFile = None,
    _json: Json = False,
) -> None:
    """Make an Ed25519 key, under a passphrase.

    The first key makes the keystore, and its passphrase. What is printed is the public half.
    """
    opened = open_home(home)
    path = opened.keystore_path()
    passphrase = Passphrase(passphrase_file)
    if path.exists():
        store = Keystore.open(path, passphrase=passphrase.ask())
    else:
        chosen = passphrase.choose()
        opened.prepare()
        store = Keystore.create(path, passphrase=chosen)
    store.add(name, Ed25519SigningKey.generate())
    _show(session_of(context), name, store.key(name).public)


@app.command()
def show(
    context: typer.Context,
    *,
    name: Name,
    home: HomeFolder = DEFAULT_HOME,
    passphrase_file: PassphraseFile = None,
    _json: Json = False,
) -> None:
    """Show a key's public half (JWK) and its thumbprint (kid).

    With --json it prints the file that nguon register participant --public-key takes.
    """
    path = open_home(home).keystore_path()
    store = Keystore.open(path, passphrase=Passphrase(passphrase_file).ask())
    _show(session_of(context), name, store.key(name).public)


def _show(session: Session, name: str, public: PublicKey) -> None:
    jwk = public.jwk()

    def tell() -> None:
        session.say(f"name  {name}")
        session.say(f"kid   {public.kid}")
        for member, value in jwk.items():
            session.say(f"{member:5} {value}")

    session.show({"name": name, "kid": public.kid, "jwk": jwk}, tell)
