"""``nguon register``: products, places and recipes."""

from __future__ import annotations

from typing import Annotated

import typer

from nguon_cli.areas import parse_area
from nguon_cli.commands.register_options import Names, Owner
from nguon_cli.identifiers import complete
from nguon_cli.options import (
    DEFAULT_HOME,
    DryRun,
    HomeFolder,
    Json,
    KeyName,
    Language,
    PassphraseFile,
)
from nguon_cli.session import session_of
from nguon_cli.signing import open_signer
from nguon_cli.texts import parse_languages
from nguon_cli.units import parse_quantity
from nguon_signer.registry_builder import (
    location_registered,
    product_registered,
    recipe_registered,
)
from nguon_signer.sealing import sign_registry
from nguon_signer.template import open_template


def product(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    identifier: Annotated[
        str, typer.Argument(help="/p/NAME, or /01/GTIN with 14 digits.", metavar="ID")
    ],
    name: Names,
    description: Annotated[
        list[str] | None,
        typer.Option(help="A description in a language; repeat it.", metavar="LANG=TEXT"),
    ] = None,
    net: Annotated[
        str | None, typer.Option(help="What one piece holds, such as 400g.", metavar="QUANTITY")
    ] = None,
    recipe: Annotated[
        str | None, typer.Option(help="Recipe by which it is made.", metavar="ID")
    ] = None,
    owner: Owner = None,
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Register a product, or describe it anew."""
    signer = open_signer(
        session_of(context), home, key=key, passphrase_file=passphrase_file, dry_run=dry_run
    )
    profile = signer.profile
    payload = product_registered(
        product=complete(identifier, host=profile.host),
        owner=complete(owner or profile.participant, host=profile.host),
        name=parse_languages(name, field="--name"),
        description=parse_languages(description or (), field="--description"),
        net_content=parse_quantity(net, field="--net") if net is not None else None,
        recipe=complete(recipe, host=profile.host) if recipe is not None else None,
    )
    return signer.record(payload, sign_registry, {"product": payload["product"]})


def place(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    identifier: Annotated[
        str, typer.Argument(help="Such as /places/dam-doi, or /414/GLN.", metavar="ID")
    ],
    name: Annotated[str, typer.Option(help="Its name.", metavar="TEXT")],
    geo: Annotated[
        str | None,
        typer.Option(
            help="geo:LATITUDE,LONGITUDE, as coarse as the public may know.", metavar="GEO"
        ),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(
            help="Where its owner works around it, in decimal degrees, such as "
            "8.90,105.10,9.05,105.30.",
            metavar="SOUTH,WEST,NORTH,EAST",
        ),
    ] = None,
    province: Annotated[str | None, typer.Option(help="Its province.", metavar="TEXT")] = None,
    owner: Owner = None,
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Register a place, or describe it anew."""
    signer = open_signer(
        session_of(context), home, key=key, passphrase_file=passphrase_file, dry_run=dry_run
    )
    profile = signer.profile
    payload = location_registered(
        location=complete(identifier, host=profile.host),
        owner=complete(owner or profile.participant, host=profile.host),
        name=name,
        geo=geo,
        province=province,
        area=parse_area(area, field="--area") if area is not None else None,
    )
    return signer.record(payload, sign_registry, {"place": payload["location"]})


def recipe(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    identifier: Annotated[str, typer.Argument(help="Such as /recipes/ba-khia.", metavar="ID")],
    template: Annotated[
        str, typer.Option(help="Template whose steps and bounds it has.", metavar="NAME")
    ],
    owner: Owner = None,
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Register a process with its bounds."""
    signer = open_signer(
        session_of(context), home, key=key, passphrase_file=passphrase_file, dry_run=dry_run
    )
    profile = signer.profile
    payload = recipe_registered(
        recipe=complete(identifier, host=profile.host),
        owner=complete(owner or profile.participant, host=profile.host),
        template=open_template(template),
    )
    return signer.record(payload, sign_registry, {"recipe": payload["recipe"]})
