"""The one command ``nguon``."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import typer
from nguon_ledger.errors import NguonError
from typer.main import get_command

from nguon_cli.commands import key, register
from nguon_cli.commands.demo import demo
from nguon_cli.commands.init import init
from nguon_cli.commands.join import join
from nguon_cli.commands.label import label
from nguon_cli.commands.rebuild import rebuild
from nguon_cli.commands.record import record
from nguon_cli.commands.serve import serve
from nguon_cli.commands.submit import submit
from nguon_cli.commands.templates import templates
from nguon_cli.commands.trace import trace
from nguon_cli.commands.verify import verify
from nguon_cli.exits import BUG, INTERRUPTED, OK, USAGE, exit_code
from nguon_cli.session import Session, start_session

# The parent of all complaints about usage; typer exports this child of it only.
_UsageError: type[typer.BadParameter] = typer.BadParameter.__bases__[0]
_EPILOG = (
    "Exit codes: 0 done; 1 refused; 2 wrong usage; 3 evidence is wrong; "
    "4 could not be checked, or kept to be sent later; 130 interrupted."
)

app = typer.Typer(
    name="nguon",
    help="A transparency ledger for the origin of food.",
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain text reads well aloud, and in a log
    context_settings={"max_content_width": 96, "help_option_names": ["-h", "--help"]},
)
app.command()(init)
app.command()(serve)
app.command()(rebuild)
app.command()(join)
app.add_typer(key.app, name="key")
app.add_typer(register.app, name="register")
app.command()(record)
app.command()(submit)
app.command()(templates)
app.command()(trace)
app.command()(verify)
app.command()(label)
app.command()(demo)


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


def _run(arguments: list[str], session: Session) -> int:
    command = get_command(app)
    with command.make_context("nguon", arguments, obj=session) as context:
        done = command.invoke(context)
    return done if isinstance(done, int) else OK


def _wrong_usage(session: Session, error: typer.BadParameter) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":  # the help is printed already
        return USAGE
    where = error.ctx.command_path if error.ctx is not None else "nguon"
    sentence = error.format_message().rstrip(".")
    session.fail("usage", f"{sentence}. See: {where} --help")
    return USAGE


def _closed_pipe() -> int:
    """Whoever read our output has gone, as in ``nguon trace ... | head``; that is no failure."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK
