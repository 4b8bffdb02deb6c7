"""Imports go down only, never sideways; names say what things are."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[1] / "app"

# From the top down. Rooms on one floor never import each other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("main", "cli"),
    ("home", "studio"),
    ("lessons", "quizzes", "reviews", "podcast", "resources", "notes", "search"),
    ("progress",),
    ("library",),
    ("accounts",),
    ("models", "web", "content"),
    ("db",),
    ("settings",),
)
# Each with its reason: tables hold item bodies through their type; sync writes tables.
ALLOWED_SIDEWAYS = {("models", "content"), ("content", "models")}
NEVER = {"service", "manager", "helper", "util", "utils", "core", "common", "handler", "data", "info"}


def floor_of(room: str) -> int:
    return next(i for i, rooms in enumerate(FLOORS) if room in rooms)


def room_of(file: Path) -> str:
    return file.relative_to(APP).parts[0].removesuffix(".py")


def python_files() -> list[Path]:
    return sorted(f for f in APP.rglob("*.py") if f != APP / "__init__.py")


def imported_rooms(file: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(file.read_text())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are written from app on"
            module = str(node.module)
            names = [f"app.{alias.name}" for alias in node.names] if module == "app" else [module]
        for name in names:
            if name.startswith("app."):
                yield name.split(".")[1], name


@pytest.mark.parametrize("file", python_files(), ids=lambda f: str(f.relative_to(APP)))
def test_imports_go_down_only(file: Path) -> None:
    room = room_of(file)
    for other, name in imported_rooms(file):
        if other == room or other.startswith("__"):
            continue
        if (room, other) in ALLOWED_SIDEWAYS:
            continue
        assert floor_of(other) > floor_of(room), f"{file.relative_to(APP)} imports {name}: not below it"


def test_only_sync_and_its_parts_know_tables() -> None:
    for file in (APP / "content").glob("*.py"):
        if file.name not in ("sync.py", "plan.py", "publish.py", "indexing.py", "lineage.py", "watch.py"):
            rooms = {room for room, _ in imported_rooms(file)}
            assert rooms <= {"content"}, f"{file.name} imports {rooms - {'content'}}: content is pure, but for sync.py"


def test_only_db_names_a_database() -> None:
    for file in python_files():
        if file == APP / "db.py":
            continue
        code = file.read_text().lower()
        for name in ("pysqlite3", "psycopg"):
            assert name not in code, f"{file.relative_to(APP)} names {name}"


def test_no_file_is_called_by_a_word_that_hides_what_it_does() -> None:
    for file in python_files():
        for word in file.stem.split("_"):
            assert word not in NEVER, file
