"""The command line `govsocial`: its commands, and what each way of ending says to a script.

See https://clig.dev/#the-basics and https://man.openbsd.org/sysexits
"""

import signal
import sys
import traceback
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.metadata import version
from types import FrameType
from typing import Annotated

import typer

from govsocial.errors import GovsocialError, QuerySyntaxError, SettingError

DONE, REFUSED, MISUSED, OUR_FAULT, INTERRUPTED, TERMINATED = 0, 1, 2, 70, 128 + signal.SIGINT, 128 + signal.SIGTERM
EXIT_CODES = {
    DONE: "done",
    REFUSED: "what was asked for is refused, unknown or faulty; stderr says why",
    MISUSED: "the command was called wrongly: an unknown flag, a value out of range",
    OUR_FAULT: "a fault of govsocial",
    INTERRUPTED: "interrupted with Ctrl-C",
    TERMINATED: "terminated",
}
"""What each way of ending says to a script."""

COMMANDS = {
    "serve": "serve",
    "query": "query",
    "queries": "query",
    "describe": "query",
    "mcp": "mcp",
    "dump": "publish",
    "load": "load",
    "build": "publish",
    "check": "publish",
    "publish": "delivery",
    "verify-evidence": "publish",
}
"""The module here that has each command. Together they take 1.5 s to import, so that only what is called for is."""


def _show_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"govsocial {version('govsocial')}")
        raise typer.Exit


def govsocial(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a fault of ours.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """An open, evidence-backed knowledge graph of how government bodies use social tools.

    Start here: [bold]govsocial serve[/bold] serves the graph on http://127.0.0.1:8000, with nothing to set up.
    Without a server: [bold]govsocial queries[/bold] lists the questions that it answers,
    [bold]govsocial query NAME[/bold] answers one.
    """


def command_line(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with these commands."""
    app = typer.Typer(
        name="govsocial",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(
        epilog="Each command tells more: [bold]govsocial COMMAND --help[/bold].\n\n"
        + "\n\n".join(f"Exit code {code}: {meaning}." for code, meaning in EXIT_CODES.items())
    )(govsocial)
    for name in names:
        module = import_module(f"govsocial.cli.{COMMANDS[name]}")
        app.command(name)(getattr(module, name.replace("-", "_")))
    return app


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    for stop in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, _leave)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command line, its errors told on stderr: a line, or a line a fault."""
    asked = next((each for each in arguments if not each.startswith("-")), None)
    app = command_line([asked] if asked in COMMANDS else COMMANDS)
    try:
        return int(app(args=list(arguments), prog_name="govsocial", standalone_mode=False) or DONE)
    except typer.TyperException as error:
        return _tell(error.format_message(), error.exit_code)
    except SettingError as error:
        return _tell(str(error), MISUSED)
    except GovsocialError as error:
        return _tell(_with_hint(error), REFUSED)
    except MemoryError:
        return _tell("there is not enough memory for that", REFUSED)
    except Exception as error:  # the boundary: nobody above could tell it better
        if "--debug" in arguments:
            traceback.print_exc()
        return _tell(f"a fault of ours ({type(error).__name__}); please report it with what --debug shows", OUR_FAULT)


def _with_hint(error: GovsocialError) -> str:
    hint = error.hint if isinstance(error, QuerySyntaxError) else None
    return f"{error} {hint}" if hint else str(error)


def _tell(sentence: str, exit_code: int) -> int:
    if sentence:  # there is none after the help, which a call without a command shows
        print(f"govsocial: {sentence}", file=sys.stderr)  # noqa: T201  # plain, whatever the sentence holds
    return exit_code


def _leave(number: int, _frame: FrameType | None) -> None:
    """Leaves by the way of an exception, so that temporary files go and workers end."""
    raise SystemExit(128 + number)
