"""What holds for every command that there is."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import click
import pytest

import rearview.cli
from rearview.cli.registry import COMMANDS, HEADINGS, Entry

FOR_PEOPLE = {"demo", "report", "view"}
"""They show; what they show there are other commands for."""

every_command = pytest.mark.parametrize("entry", COMMANDS, ids=[entry.name for entry in COMMANDS])


def command_of(entry: Entry) -> click.Command:
    """Return the command that an entry names."""
    command = import_module(entry.module).command
    assert isinstance(command, click.Command)
    return command


@every_command
def test_names(entry: Entry) -> None:
    """A command, its module and its tests have one name."""
    word = entry.name.replace("-", "_")
    assert command_of(entry).name == entry.name
    assert (Path(__file__).parent / f"test_{word}.py").is_file()


@every_command
def test_help(entry: Entry) -> None:
    """A command's help begins with the line by which it is listed, and explains every option."""
    command = command_of(entry)
    assert (command.help or "").splitlines()[0] == entry.summary
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []


@every_command
def test_data_is_for_programs_too(entry: Entry) -> None:
    """A command that prints data prints JSON as well, and writes to a file or a lake; most read a folder."""
    if isinstance(command_of(entry), click.Group) or entry.name in FOR_PEOPLE:
        return  # a group's own commands are held to the same
    names = {name for parameter in command_of(entry).params for name in parameter.opts}
    assert {"--format", "-o", "--output"} <= names
    assert entry.heading in {"Try", "Collect"} or "--data-dir" in names


@every_command
def test_no_options_are_said_twice(entry: Entry) -> None:
    """No option has two meanings within a command."""
    names = [name for parameter in command_of(entry).params for name in parameter.opts]
    assert sorted(names) == sorted(set(names))


def test_every_command_is_listed() -> None:
    """There is no command that the help doesn't list, and none twice."""
    modules = [f"rearview.cli.{module.name}" for module in iter_modules(rearview.cli.__path__)]
    commands = [name for name in modules if hasattr(import_module(name), "command")]
    assert sorted(entry.module for entry in COMMANDS) == sorted(commands)


def test_commands_stand_under_their_headings() -> None:
    """Commands are listed heading by heading."""
    places = [HEADINGS.index(entry.heading) for entry in COMMANDS]
    assert places == sorted(places)
