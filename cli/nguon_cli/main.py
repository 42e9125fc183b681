"""The one command ``nguon``."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword

import typer
from typer.main import get_command

from nguon_cli.exits import BUG, INTERRUPTED, OK, PIPE_CLOSED, USAGE, exit_code
from nguon_cli.session import Session, start_session
from nguon_ledger.errors import NguonError

# nguon_cli.commands.NAME has a function NAME, and perhaps EXAMPLES; or a Typer app.
COMMANDS = (
    "init",
    "serve",
    "rebuild",
    "migrate",
    "freeze",
    "unfreeze",
    "publish",
    "fsck",
    "backup",
    "restore",
    "export",
    "import",
    "join",
    "key",
    "register",
    "templates",
    "record",
    "submit",
    "label",
    "recall",
    "shipments",
    "report",
    "trace",
    "verify",
    "demo",
)
_HELP = """A transparency ledger for the origin of food.

An operator makes a ledger (init) and serves it; a cooperative joins it with a key, registers
its products and places, records its steps, and prints labels; everybody traces and verifies.
"""
_EPILOG = (
    "Exit codes: 0 done; 1 refused; 2 wrong usage; 3 evidence is wrong; "
    "4 could not be checked, or kept to be sent later; 130 interrupted."
)
# The parent of all complaints about usage; typer exports this child of it only.
_UsageError: type[typer.BadParameter] = typer.BadParameter.__bases__[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. Expected failures never show a traceback."""
    session = start_session()
    try:
        done = _run(sys.argv[1:] if arguments is None else list(arguments), session)
        session.flush()
    except typer.Exit as e:  # after --help
        return e.exit_code
    except NguonError as e:
        session.fail_with(e)
        return exit_code(e)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return _closed_pipe()
    except _UsageError as e:
        return _wrong_usage(session, e)
    except Exception as e:  # noqa: BLE001 (a bug: shown in full, and told apart from a refusal)
        traceback.print_exception(e, file=sys.stderr)
        return BUG
    return done


def application(wanted: Sequence[str] = COMMANDS) -> typer.Typer:
    """Put the command line together out of these commands."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain text reads well aloud, and in a log
        context_settings={"max_content_width": 96, "help_option_names": ["-h", "--help"]},
    )
    app.callback(help=_HELP, epilog=_EPILOG)(lambda: None)
    for name in wanted:
        python = f"{name}_" if iskeyword(name) else name
        module = import_module(f"nguon_cli.commands.{python}")
        if isinstance(group := getattr(module, "app", None), typer.Typer):
            app.add_typer(group, name=name)
        else:
            examples = getattr(module, "EXAMPLES", None)
            app.command(name, epilog=examples)(getattr(module, python))
    return app


def _run(arguments: list[str], session: Session) -> int:
    # Only the command that was asked for is loaded: with the web framework, the database and the
    # fonts of all others, each would start several times slower.
    asked = arguments[:1] if arguments[:1] and arguments[0] in COMMANDS else COMMANDS
    command = get_command(application(asked))
    with command.make_context("nguon", arguments, obj=session) as context:
        done = command.invoke(context)
    return done if isinstance(done, int) else OK


def _wrong_usage(session: Session, error: typer.BadParameter) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":  # its message is the help
        typer.echo(error.format_message(), err=True)
        return USAGE
    where = error.ctx.command_path if error.ctx is not None else "nguon"
    sentence = error.format_message().rstrip(".")
    session.fail("usage", f"{sentence}. See: {where} --help")
    return USAGE


def _closed_pipe() -> int:
    """Whoever read our output has gone, as in ``nguon trace ... | head``.

    Not 0, which would say that everything was checked and holds.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED
