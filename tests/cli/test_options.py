"""Tests of govsocial.cli.options."""

from dataclasses import fields

import pytest
import typer
from typer.testing import CliRunner

from govsocial.cli.options import with_settings
from govsocial.errors import SettingError
from govsocial.settings import Settings, help_text, variable


def app_with(*names: str) -> tuple[typer.Typer, list[Settings]]:
    """A command line of one command, and the list in which it leaves the settings that it gets."""
    app, received = typer.Typer(), list[Settings]()

    @app.command()
    @with_settings(*names)
    def command(*, settings: Settings) -> None:
        received.append(settings)

    return app, received


def test_without_flags_the_settings_are_the_defaults() -> None:
    app, received = app_with()
    assert CliRunner().invoke(app, [], env={variable(each.name): None for each in fields(Settings)}).exit_code == 0
    assert received == [Settings()]


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_a_flag_that_its_help_explains(setting: object) -> None:
    name = str(getattr(setting, "name", ""))
    app, _ = app_with()
    text = " ".join(CliRunner().invoke(app, ["--help"], env={"COLUMNS": "1000"}).stdout.split())
    assert f"--{name.replace('_', '-')}" in text
    assert help_text(name) in text
    assert variable(name) in text


@pytest.mark.parametrize(
    ("arguments", "environment", "timeout"),
    [
        (["--timeout", "2.5"], {}, 2.5),
        ([], {"GOVSOCIAL_TIMEOUT": "7"}, 7.0),
        (["--timeout", "2.5"], {"GOVSOCIAL_TIMEOUT": "7"}, 2.5),
        ([], {"GOVSOCIAL_TIMEOUT": ""}, 10.0),
    ],
)
def test_a_flag_goes_before_the_environment_and_that_before_the_default(
    arguments: list[str], environment: dict[str, str], timeout: float
) -> None:
    app, received = app_with("timeout")
    CliRunner().invoke(app, arguments, env=environment)
    assert received == [Settings(timeout=timeout)]


def test_a_command_has_the_flags_that_it_names_and_no_others() -> None:
    app, _ = app_with("timeout")
    assert CliRunner().invoke(app, ["--port", "1"]).exit_code == 2


def test_a_value_of_the_wrong_type_is_a_misuse_that_names_the_flag() -> None:
    app, received = app_with("timeout")
    result = CliRunner().invoke(app, ["--timeout", "soon"])
    assert (result.exit_code, received) == (2, [])
    assert "--timeout" in result.output


def test_a_value_out_of_range_is_a_setting_error() -> None:
    app, _ = app_with("workers")
    assert isinstance(CliRunner().invoke(app, ["--workers", "0"]).exception, SettingError)


def test_a_command_cannot_ask_for_a_setting_that_is_not_there() -> None:
    with pytest.raises(ValueError, match=r"no settings: .*time_out"):
        with_settings("time_out")
