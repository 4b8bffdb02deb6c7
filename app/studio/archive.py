"""The file that a backup is: a zip with the rows of each table as JSON lines, and a manifest that says what they are.

It names no kind of database and needs none of our tables to be read: a backup of one kind restores into the other, and
into a later Cairn.
"""

import base64
import hashlib
import json
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import JSON, Boolean, Date, Float, Integer, LargeBinary, String, Uuid
from sqlalchemy.types import TypeEngine

from app.models import BodyJson, UtcDateTime

FORMAT = 1
MANIFEST = "manifest.json"

Kind = Literal["whole", "real", "truth", "text", "bytes", "time", "day", "uuid", "json"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]


class BadBackup(ValueError):
    """The file is none of ours, or not as it was written; its text is a line for whoever wanted it back."""


@dataclass(frozen=True)
class Form:
    """How values of a kind are kept: the type that the database knows, and how JSON has them."""

    type: TypeEngine[Any]
    write: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value


FORMS: Mapping[Kind, Form] = {
    "whole": Form(Integer()),
    "real": Form(Float()),
    "truth": Form(Boolean()),
    "text": Form(String()),
    "bytes": Form(LargeBinary(), lambda value: base64.b64encode(value).decode(), base64.b64decode),
    "time": Form(UtcDateTime(), datetime.isoformat, datetime.fromisoformat),
    "day": Form(Date(), date.isoformat, date.fromisoformat),
    "uuid": Form(Uuid(), str, uuid.UUID),
    "json": Form(JSON(none_as_null=True)),
}
# In this order: a time is a day too, and a truth a whole number.
_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (UtcDateTime, "time"),
    (BodyJson, "json"),
    (JSON, "json"),
    (Uuid, "uuid"),
    (LargeBinary, "bytes"),
    (Boolean, "truth"),
    (Date, "day"),
    (Float, "real"),
    (Integer, "whole"),
    (String, "text"),
)


class TableHead(BaseModel):
    """What a file of rows holds. `later` are columns that point to rows which come after their own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    columns: dict[Name, Kind]
    key: tuple[Name, ...]
    later: tuple[Name, ...] = ()
    rows: int
    sha256: str

    @property
    def is_numbered(self) -> bool:
        return self.key == ("id",) and self.columns["id"] == "whole"

    @property
    def file(self) -> str:
        return f"{self.name}.jsonl"


class Manifest(BaseModel):
    """`made_by` is the version of Cairn, `tables_as_of` the migration that its tables were at; tables stand in an order
    in which rows point only to what is there already, but for their columns `later`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1]
    made_by: str
    made_at: datetime
    tables_as_of: str
    tables: tuple[TableHead, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def kind_of_type(type_: TypeEngine[Any]) -> Kind:
    return next(kind for known, kind in _KINDS if isinstance(type_, known))


class Writing:
    """An archive that is being written, a table after another, the manifest last: one that was cut has none."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6)

    def __enter__(self) -> "Writing":
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()

    def add(self, head: TableHead, rows: Iterable[Iterable[Any]]) -> TableHead:
        """The head with the number of the rows and their digest."""
        writers = [FORMS[kind].write for kind in head.columns.values()]
        digest, count = hashlib.sha256(), 0
        with self._zip.open(head.file, "w", force_zip64=True) as out:
            for row in rows:
                values = [None if value is None else write(value) for write, value in zip(writers, row, strict=True)]
                line = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                out.write(line)
                count += 1
        return head.model_copy(update={"rows": count, "sha256": digest.hexdigest()})

    def close_with(self, manifest: Manifest) -> None:
        self._zip.writestr(MANIFEST, manifest.model_dump_json(indent=1))


class Archive:
    """An archive whose every byte is as it was written."""

    def __init__(self, file: Path, found: ZipFile) -> None:
        self.file = file
        self._zip = found
        self.manifest = self._read_manifest()
        for head in self.manifest.tables:
            self._check(head)

    def rows(self, head: TableHead) -> Iterator[tuple[dict[str, Any], int]]:
        """Each row, and the bytes that it was kept in."""
        readers = [(name, FORMS[kind].read) for name, kind in head.columns.items()]
        with self._zip.open(head.file) as lines:
            for line in lines:
                values = zip(readers, json.loads(line), strict=True)
                yield {name: None if value is None else read(value) for (name, read), value in values}, len(line)

    def _read_manifest(self) -> Manifest:
        try:
            said = json.loads(self._zip.read(MANIFEST))
            if isinstance(said, dict) and isinstance(said.get("format"), int) and said["format"] > FORMAT:
                raise BadBackup(f"{self.file} was made by a newer Cairn; update this one first")
            return Manifest.model_validate(said)
        except (KeyError, ValidationError, json.JSONDecodeError, UnicodeDecodeError):
            raise BadBackup(f"{self.file} is not a backup of Cairn") from None

    def _check(self, head: TableHead) -> None:
        digest = hashlib.sha256()
        try:
            with self._zip.open(head.file) as file:
                while some := file.read(1 << 20):
                    digest.update(some)
        except KeyError:
            raise BadBackup(f"{self.file} is damaged: the rows of {head.name} are missing") from None
        if digest.hexdigest() != head.sha256:
            raise BadBackup(f"{self.file} is damaged: the rows of {head.name} are not those that were written")


@contextmanager
def open_archive(file: Path) -> Iterator[Archive]:
    """Raises BadBackup for what is none, OSError for what cannot be read. All of it is checked before it is given."""
    try:
        with ZipFile(file) as found:
            yield Archive(file, found)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BadBackup(f"{file} is damaged or no backup of Cairn: {error}") from None
