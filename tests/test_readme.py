"""The README speaks of what is there: every setting, every command, and nothing else."""

import re
from pathlib import Path
from typing import cast

import typer
from typer.core import TyperGroup

from app.cli import cli
from app.settings import Settings

README = (Path(__file__).resolve().parents[1] / "README.md").read_text()


def test_it_documents_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `CAIRN_(\w+)` \| (?:`([^`]*)`)? ?\|", README, re.M))
    assert {name.lower() for name in rows} == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        assert rows[name.upper()] == str(field.default), name


def test_it_documents_every_command_and_option() -> None:
    group = cast(TyperGroup, typer.main.get_command(cli))
    written = {line.split()[1]: line for line in re.findall(r"^\| `(cairn [^`]+)`", README, re.M)}
    assert set(written) == set(group.commands)
    for line in written.values():
        command = group.commands[line.split()[1]]
        if isinstance(command, TyperGroup):
            assert set(command.commands) == {line.split()[2]}
            command = command.commands[line.split()[2]]
        for option in re.findall(r"--[a-z-]+", line):
            assert option in {name for parameter in command.params for name in parameter.opts}, line


def test_its_two_commands_are_in_the_makefile() -> None:
    makefile = (Path(__file__).resolve().parents[1] / "Makefile").read_text()
    for target in re.findall(r"`make (\w+)`|^make (\w+)", README, re.M):
        assert re.search(rf"^{''.join(target)}:", makefile, re.M), target
