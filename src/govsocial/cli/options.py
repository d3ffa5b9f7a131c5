"""Flags made from the table of settings: name, type, default, help and environment variable come from there.

See https://typer.tiangolo.com/tutorial/options/
"""

import inspect
from collections.abc import Callable
from dataclasses import Field, fields
from functools import wraps
from typing import Annotated, Any

import typer

from govsocial.settings import Settings, help_text, variable

Command = Callable[..., None]


def with_settings(*names: str) -> Callable[[Command], Command]:
    """Gives a command that takes `settings` a flag for each of the named settings; for all when none is named.

    The command raises SettingError for a value out of range.
    """
    unknown = set(names) - {setting.name for setting in fields(Settings)}
    if unknown:
        raise ValueError(f"no settings: {unknown}")
    chosen = [setting for setting in fields(Settings) if not names or setting.name in names]

    def decorate(command: Command) -> Command:
        @wraps(command)
        def with_flags(**values: Any) -> None:  # Any: the flags of any command
            settings = Settings(**{setting.name: values.pop(setting.name) for setting in chosen})
            command(**values, settings=settings)

        with_flags.__dict__["__signature__"] = _signature(command, [_flag(setting) for setting in chosen])
        return with_flags

    return decorate


def _signature(command: Command, flags: list[inspect.Parameter]) -> inspect.Signature:
    """The command's own parameters, each now by keyword, with the flags in the place of `settings`."""
    own = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in inspect.signature(command).parameters.values()
        if parameter.name != "settings"
    ]
    return inspect.Signature([*own, *flags])


def _flag(setting: Field[Any]) -> inspect.Parameter:  # Any: a setting of any type
    option = typer.Option(help=help_text(setting.name), envvar=variable(setting.name), rich_help_panel="Settings")
    return inspect.Parameter(
        setting.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=setting.default,
        annotation=Annotated[setting.type, option],
    )
