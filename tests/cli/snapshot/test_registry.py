"""What holds for every snapshot command that there is."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import click
import pytest

import rearview.cli.snapshot
from rearview.cli.registry import Entry
from rearview.cli.snapshot.registry import COMMANDS, HEADINGS

every_command = pytest.mark.parametrize("entry", COMMANDS, ids=[entry.name for entry in COMMANDS])


def command_of(entry: Entry) -> click.Command:
    """Return the command that an entry names."""
    command = import_module(entry.module).command
    assert isinstance(command, click.Command)
    return command


@every_command
def test_names(entry: Entry) -> None:
    """A command, its module and its tests have one name."""
    assert command_of(entry).name == entry.name
    assert (Path(__file__).parent / f"test_{entry.name}.py").is_file()


@every_command
def test_help(entry: Entry) -> None:
    """A command's help begins with the line by which it is listed, and explains every option."""
    command = command_of(entry)
    assert (command.help or "").splitlines()[0] == entry.summary
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []


@every_command
def test_data_is_for_programs_too(entry: Entry) -> None:
    """A command prints to a file as well, looks for runs where it is told to, and but for JSON itself has four forms."""
    command = command_of(entry)
    names = {name for parameter in command.params for name in parameter.opts}
    assert {"-o", "--output", "--sessions-dir"} <= names
    forms = next((option.type for option in command.params if option.name == "form"), None)
    assert entry.name == "json" or isinstance(forms, click.Choice)


@every_command
def test_no_options_are_said_twice(entry: Entry) -> None:
    """No option has two meanings within a command."""
    names = [name for parameter in command_of(entry).params for name in parameter.opts]
    assert sorted(names) == sorted(set(names))


def test_every_command_is_listed() -> None:
    """There is no command that the help doesn't list, and none twice."""
    modules = [
        f"rearview.cli.snapshot.{module.name}" for module in iter_modules(rearview.cli.snapshot.__path__)
    ]
    commands = [name for name in modules if hasattr(import_module(name), "command")]
    assert sorted(entry.module for entry in COMMANDS) == sorted(commands)


def test_commands_stand_under_their_headings() -> None:
    """Commands are listed heading by heading."""
    places = [HEADINGS.index(entry.heading) for entry in COMMANDS]
    assert places == sorted(places)
