"""The README speaks of what is there: every setting, every command, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

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
    commands = dict(leaves(cast(TyperGroup, typer.main.get_command(cli))))
    lines = re.findall(r"^\| `cairn ([^`]+)`", README, re.M)
    written = {name: line for line in lines for name in commands if f"{line} ".startswith(f"{name} ")}
    assert set(written) == set(commands)
    assert len(lines) == len(commands)
    for name, line in written.items():
        for option in re.findall(r"--[a-z-]+", line):
            assert option in {known for parameter in commands[name].params for known in parameter.opts}, line


def leaves(group: TyperGroup, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its whole name: of `cairn user` those below it."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from leaves(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def test_its_two_commands_are_in_the_makefile() -> None:
    makefile = (Path(__file__).resolve().parents[1] / "Makefile").read_text()
    for target in re.findall(r"`make (\w+)`|^make (\w+)", README, re.M):
        assert re.search(rf"^{''.join(target)}:", makefile, re.M), target
