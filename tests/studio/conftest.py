"""A path in a folder on disk, published, and its people: Ines teaches it, Omar owns it, Chen does neither."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.content.sync import sync
from app.main import create_app
from app.models import Draft, Revision
from app.models import Path as PathRow
from app.settings import Settings
from tests.accounts import make_account
from tests.learner.person import Person
from tests.sync.conftest import FILES

AT = "/studio/paths/gans"


@dataclass
class Bench:
    """The app, and the folder `gans` that it shows."""

    app: FastAPI
    folder: Path

    def read(self, file: str) -> bytes:
        return (self.folder / file).read_bytes()

    def put(self, file: str, content: str | bytes) -> None:
        place = self.folder / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)

    def sync(self) -> str:
        (report,) = sync(self.app.state.database, self.folder.parent, renderer=self.app.state.renderer)
        return report.outcome

    def drafts(self) -> dict[str, bytes | None]:
        with self.app.state.database.reading() as session:
            return {draft.file: draft.content for draft in session.scalars(select(Draft))}

    def revision(self) -> Revision:
        with self.app.state.database.reading() as session:
            found: Revision = session.scalars(select(Revision).join(PathRow, PathRow.revision_id == Revision.id)).one()
            return found


@pytest.fixture
def bench(sqlite_template: Path, tmp_path: Path) -> Iterator[Bench]:
    shutil.copy(sqlite_template, tmp_path / "cairn.db")
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/cairn.db",
        var_dir=tmp_path,
        secret="a secret of the tests, long enough",
        content_dir=str(tmp_path / "content"),
        max_upload_bytes=100_000,
    )
    made = Bench(create_app(settings), tmp_path / "content" / "gans")
    for file, text in FILES.items():
        made.put(file, text)
    assert made.sync() == "published"
    yield made
    made.app.state.renderer.close()
    made.app.state.database.dispose()


@pytest.fixture
def meet(bench: Bench) -> Iterator[Callable[..., Person]]:
    """A person of this name who is signed in, with a role in the path: `meet("Ines", "instructor")`."""
    with ExitStack() as stack:

        def open_browser(name: str, role: str = "") -> Person:
            person = stack.enter_context(Person(bench.app))
            cookies = make_account(bench.app.state.database, name, paths={"gans": role} if role else {})
            person.cookies.update(cookies)
            return person

        yield open_browser


@pytest.fixture
def ines(meet: Callable[..., Person]) -> Person:
    return meet("Ines", "instructor")


@pytest.fixture
def omar(meet: Callable[..., Person]) -> Person:
    return meet("Omar", "owner")


@pytest.fixture
def chen(meet: Callable[..., Person]) -> Person:
    return meet("Chen")
