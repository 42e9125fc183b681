"""``nguon register``: who takes part, and what there is."""

from __future__ import annotations

import typer

from nguon_cli.commands.register_certificates import certificate, revoke_certificate
from nguon_cli.commands.register_participants import add_key, participant, revoke_key, status
from nguon_cli.commands.register_rules import rules
from nguon_cli.commands.register_things import place, product, recipe

app = typer.Typer(
    no_args_is_help=True,
    help="Register who takes part, and what there is.\n\n"
    "Each is a statement signed with your key; what you may register depends on your role. "
    "An operator uses the home that nguon init made: --home DIR/operator/NAME.",
)
app.command()(participant)
app.command()(status)
app.command("key")(add_key)
app.command()(revoke_key)
app.command()(product)
app.command()(place)
app.command()(recipe)
app.command()(certificate)
app.command()(revoke_certificate)
app.command()(rules)
