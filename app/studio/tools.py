"""What the editor offers for a file: stubs to insert, and the names that complete what is typed."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.places import REFERENCES, kind_of
from app.library import pages_of, revision_of
from app.models import Blob, Path
from app.studio.inserts import Stub, stubs_for

_WORK = re.compile(r"^(?P<key>[A-Za-z0-9][\w:.-]*):[ \t]*$|^[ \t]+title:[ \t]*[\"']?(?P<title>.*?)[\"']?[ \t]*$", re.M)


@dataclass(frozen=True)
class Name:
    """What is written, and what it stands for."""

    written: str
    words: str


@dataclass(frozen=True)
class Tools:
    stubs: tuple[Stub, ...]
    sections: tuple[Name, ...]
    works: tuple[Name, ...]


def tools_of(session: Session, path: Path, file: str) -> Tools:
    """By what is published: a section that is only in a draft can be seen, but its name is not offered."""
    manifest = revision_of(session, path).manifest if path.revision_id else {}
    sections = tuple(
        Name(f"{page.file}#{section['anchor']}", f"{section['heading']} · {page.title}")
        for page in pages_of(session, path, "lesson")
        for section in page.sections
    )
    works = _works(session, manifest.get(REFERENCES, ""))
    figure = next((name for name in sorted(manifest) if name.startswith("figures/")), "")
    stubs = stubs_for(
        kind_of(file),
        see=sections[0].written if sections else "",
        ref=works[0].written if works else "",
        voice=next((name for page in pages_of(session, path, "podcast") for name in page.front.get("voices", ())), ""),
        figure=f"../{figure}" if figure and "/" in file else figure,
    )
    return Tools(tuple(stubs), sections, works)


def _works(session: Session, digest: str) -> tuple[Name, ...]:
    """The keys of references.yml with their titles, read line by line: all of it takes a YAML parser half a second."""
    content = session.scalar(select(Blob.content).where(Blob.sha256 == digest)) or b""
    works: list[Name] = []
    for found in _WORK.finditer(content.decode("utf-8", "replace")):
        if found["key"]:
            works.append(Name(found["key"], ""))
        elif works and not works[-1].words:
            works[-1] = Name(works[-1].written, found["title"])
    return tuple(works)
