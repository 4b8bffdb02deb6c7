"""A path across servers: its folder in a zip that reads without Cairn, and back again, whatever the zip pretends."""

import json
import lzma
import os
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as Folder

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.orm import Session

from app.content.child import Renderer
from app.content.documents import manifest_digest
from app.content.load import Files, files_from, is_slug, read_folder
from app.content.safe import UnsafePath, place
from app.content.sync import SyncReport
from app.content.units import front_value
from app.db import Database
from app.library.copies import PATH, CannotCopy, Copy, files_of, introduced, lay_down, published
from app.library.origins import OWN, Origin, find_origin, keep_revision
from app.models import Revision

MANIFEST = "cairn.json"
FORMAT = "cairn-path/1"
# A deeper folder is no path's; a text that shrinks more than this was made to.
DEEPEST, MOST_FILES, MOST_RATIO = 6, 10_000, 200
SOME = 1 << 20
# With what stands before it, no longer than the key of a path.
LONGEST_ID = 190
# What reading one raises that is none, or whose insides are not what its directory says.
_NO_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ValueError,
    RuntimeError,
    EOFError,
)
# The moment that a zip notes for each file: the same bytes make the same zip.
THEN = (2000, 1, 1, 0, 0, 0)


class Manifest(BaseModel):
    """What an exported zip says of itself: the path's id, the revision's number and digest, the sha256 of each file."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    format: str
    id: str
    slug: str
    title: str
    revision: int
    digest: str
    files: dict[str, str]


@dataclass(frozen=True)
class Parcel:
    """A path as it came, from a zip or a folder. `id` is its own, `slug` what it is called where it comes from."""

    id: str
    slug: str
    title: str
    files: dict[str, bytes]

    @cached_property
    def read(self) -> Files:
        """With the sha256 of each, made once."""
        return files_from(self.files)

    @property
    def manifest(self) -> dict[str, str]:
        return self.read.manifest


@dataclass(frozen=True)
class Arrival:
    """What became of a parcel: a new path's `report`; or, where a path here came from the same and its bringer may
    teach it, its slug in `known`: an update now brings it up to this. `is_old`: nothing in it is new."""

    report: SyncReport | None = None
    known: str = ""
    is_old: bool = False


def export(session: Session, slug: str, file: Folder) -> int:
    """Writes a path's published revision as a zip, whole or not at all. The number of its files."""
    path = published(session, slug)
    revision = session.get_one(Revision, path.revision_id)
    said = Manifest(
        format=FORMAT,
        id=path.key,
        slug=path.slug,
        title=path.title,
        revision=revision.number,
        digest=revision.digest,
        files=revision.manifest,
    )
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as opened:
            with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as zipped:
                _put(zipped, MANIFEST, json.dumps(said.model_dump(), indent=1, sort_keys=True).encode())
                for inside, content in sorted(files_of(session, revision).items()):
                    _put(zipped, f"{path.slug}/{inside}", content)
            opened.flush()
            os.fsync(opened.fileno())
        os.chmod(name, 0o644)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
    return len(revision.manifest)


def _put(zipped: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, THEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    zipped.writestr(entry, content)


def open_parcel(source: Folder, most_bytes: int) -> Parcel:
    """Reads a zip or a folder. Raises CannotCopy for what is no path, or might do harm; nothing is written."""
    if source.is_dir():
        found = read_folder(source)
        if found.problems:
            raise CannotCopy(f"{source.name}/{found.problems[0]}")
        return _parcel(source.resolve().name, found.contents)
    try:
        with zipfile.ZipFile(source) as zipped:
            contents = dict(_unpack(zipped, most_bytes))
    except CannotCopy:
        raise
    except _NO_ZIP as wrong:
        raise CannotCopy(f"{source.name} is no zip that can be read: {wrong}") from None
    except OSError as wrong:
        raise CannotCopy(f"{source.name} cannot be read: {wrong.strerror or wrong}") from None
    said = _manifest(contents.pop(MANIFEST, None))
    slug, files = _folder_in(contents)
    if said is None:
        return _parcel(slug, files)
    found_files = files_from(files).manifest
    if said.files != found_files or said.digest != manifest_digest(found_files):
        wrong_file = next(iter(sorted(set(said.files.items()) ^ set(found_files.items()))), ("", ""))[0]
        raise CannotCopy(f"{MANIFEST} says otherwise than the files: {wrong_file or 'its digest is not theirs'}")
    return _named(Parcel(said.id, slug, said.title, files))


def receive(
    database: Database,
    content_dir: Folder,
    parcel: Parcel,
    copy: Copy,
    *,
    renderer: Renderer,
    progress: Callable[[int, int], None] | None = None,
) -> Arrival:
    """A new path of the parcel's files, whose upstream the parcel is; or what a path that came so is updated from,
    where its owner to be may teach that."""
    digest = manifest_digest(parcel.manifest)

    def keep(session: Session, origin: Origin) -> None:
        if origin.latest != digest:
            keep_revision(session, origin.key, parcel.title, parcel.read, digest)

    def first(session: Session) -> None:
        origin = find_origin(session, parcel.id, copy.owner_id)
        if origin.key != key:
            raise CannotCopy("somebody else has just brought in the same; try again")
        keep(session, origin)

    if not copy.slug:
        with database.writing(alone=True) as writing:
            origin = find_origin(writing, parcel.id, copy.owner_id)
            if origin.known:
                keep(writing, origin)
                return Arrival(known=origin.known, is_old=origin.latest == digest)
    with database.reading() as reading:
        key = find_origin(reading, parcel.id, copy.owner_id).key
    named = Copy(copy.slug or parcel.slug, copy.title or parcel.title, copy.owner_id, copy.visibility)
    files = dict(parcel.files)
    files[PATH] = introduced(files[PATH], named.slug, named.title, {"path": key, "base": digest})
    report = lay_down(database, content_dir, named, files, renderer=renderer, progress=progress, first=first)
    return Arrival(report)


def _unpack(zipped: zipfile.ZipFile, most_bytes: int) -> Iterator[tuple[str, bytes]]:
    """Every file of a zip, its name and size believed only as far as they hold."""
    entries = [entry for entry in zipped.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise CannotCopy(f"the zip has {len(entries):,} files; at most {MOST_FILES:,} are taken")
    names: dict[str, str] = {}
    left = most_bytes
    for entry in entries:
        name = entry.filename
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in names:
            raise CannotCopy(f"the zip holds {name} twice, or in capitals and small letters: {names[folded]}")
        names[folded] = name
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise CannotCopy(f"{name} is a link; put the file itself into the zip")
        if name.count("/") > DEEPEST:
            raise CannotCopy(f"{name} lies more than {DEEPEST} folders deep")
        try:
            place(Folder("/nowhere"), name)
        except UnsafePath as refused:
            raise CannotCopy(f"{name}: {refused}") from None
        if entry.file_size > SOME and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise CannotCopy(f"{name} would grow to {entry.file_size:,} bytes from {entry.compress_size:,}")
        parts = []
        with zipped.open(entry) as opened:
            while part := opened.read(min(SOME, left + 1)):
                parts.append(part)
                left -= len(part)
                if left < 0:
                    raise CannotCopy(f"the zip holds more than {most_bytes:,} bytes unpacked")
        yield name, b"".join(parts)
    for folded, name in names.items():
        above = folded.rpartition("/")[0]
        while above:
            if above in names:
                raise CannotCopy(f"{names[above]} is a file and a folder: {name} lies in it")
            above = above.rpartition("/")[0]


def _manifest(content: bytes | None) -> Manifest | None:
    if content is None:
        return None
    try:
        said = Manifest.model_validate_json(content)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise CannotCopy(f"{MANIFEST} is none of Cairn's: {where or 'the whole'}: {first['msg']}") from None
    if said.format != FORMAT:
        raise CannotCopy(f"{MANIFEST} is of the format {said.format!r}; this server reads {FORMAT}")
    return said


def _folder_in(contents: dict[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """The one folder of the zip that holds a path; a path at the top of the zip has no name."""
    tops = {name.partition("/")[0] for name in contents if "/" in name}
    if PATH in contents:
        return "path", contents
    if len(tops) != 1 or f"{(top := next(iter(tops)))}/{PATH}" not in contents:
        raise CannotCopy("this zip holds no path: one folder with a path.md in it")
    return top, {name.removeprefix(f"{top}/"): content for name, content in contents.items()}


def _parcel(slug: str, files: dict[str, bytes]) -> Parcel:
    if PATH not in files:
        raise CannotCopy("this is no path: its folder has a path.md")
    name = slug if is_slug(slug) else "path"
    title = front_value(files[PATH], "title") or name
    return _named(Parcel(front_value(files[PATH], "id") or name, name, title, files))


def _named(parcel: Parcel) -> Parcel:
    if len(parcel.id) > LONGEST_ID or parcel.id.startswith(OWN) or "\0" in parcel.id + parcel.title:
        raise CannotCopy(
            f"its id or title cannot be kept; an id has at most {LONGEST_ID} characters, the first of them no {OWN}"
        )
    return parcel
