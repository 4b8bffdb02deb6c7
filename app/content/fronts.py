"""What front matter may say, by kind of file: closed types at the door."""

import re
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from app.content.context import Reading, Reference
from app.content.documents import PageKind
from app.content.front_matter import Yaml

ID_PATTERN = re.compile(r"[^\W_][\w./#+-]{0,199}")


def _id(value: str) -> str:
    if not ID_PATTERN.fullmatch(value):
        raise ValueError("an id has letters, digits and - . _ / # only, at most 200, and begins with a letter or digit")
    return value


def _text(value: Any) -> Any:
    # An unquoted 2024 or 1.0 is meant as text where text is asked for.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _web_address(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s<>\"']+", value):
        raise ValueError("an address begins with https://")
    return value


Text = Annotated[str, BeforeValidator(_text), Field(max_length=2000)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), BeforeValidator(_text)]
Id = Annotated[str, BeforeValidator(_text), AfterValidator(_id)]
Count = Annotated[int, Field(ge=0, strict=True)]


class Front(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id | None = None
    title: Title | None = None
    summary: Text = ""


class PartFront(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Title
    lessons: tuple[Text, ...]


class UpstreamFront(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Text
    base: Text


class Counts(BaseModel):
    """How many there must be, where the author says so: `check` compares."""

    lessons: Count | None = None
    cards: Count | None = None
    questions: Count | None = None
    resources: Count | None = None
    terms: Count | None = None


class PathFront(Front, Counts):
    tagline: Text = ""
    authors: tuple[Text, ...] = ()
    license: Text = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    parts: tuple[PartFront, ...] = ()
    upstream: UpstreamFront | None = None


class LessonFront(Front):
    level: Annotated[int, Field(ge=1, le=5, strict=True)] | None = None


class CountedFront(Front, Counts):
    pass


class PodcastFront(Front):
    voices: dict[str, Text] = Field(default_factory=dict)
    say: dict[str, Text] = Field(default_factory=dict)


class ReferenceFront(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Title
    authors: Annotated[tuple[Title, ...], Field(min_length=1)]
    year: Annotated[int, Field(ge=1000, le=2999, strict=True)]
    venue: Text = ""
    url: Annotated[str, AfterValidator(_web_address)] = ""
    arxiv: Annotated[str, BeforeValidator(_text), Field(pattern=r"^([\w.-]+/)?\d+(\.\d+)?(v\d+)?$")] = ""
    doi: Annotated[str, Field(pattern=r"^10\.\d+/[^\s<>\"']+$")] = ""


_FRONTS: dict[PageKind, type[Front]] = {
    "path": PathFront,
    "lesson": LessonFront,
    "deck": CountedFront,
    "quiz": CountedFront,
    "resources": CountedFront,
    "glossary": CountedFront,
    "podcast": PodcastFront,
}


def read_front(reading: Reading, yaml: Yaml) -> Front:
    """The front matter as its type; what is wrong is left out and reported, what is unknown is only warned about."""
    kind = _FRONTS[reading.kind]
    return kind.model_validate(_known(reading, kind, yaml, ()))


def read_references(reading: Reading, yaml: Yaml) -> dict[str, Reference]:
    entries: dict[str, Reference] = {}
    for key, value in yaml.values.items():
        spot = yaml.spot(key)
        if not re.fullmatch(r"[\w:.-]+", key):
            reading.error("reference", f'"{key}" cannot be cited; a key has letters, digits and - . : _ only', spot)
            continue
        if not isinstance(value, dict):
            reading.error("reference", f"{key} needs title, authors and year", spot)
            continue
        known = _known(reading, ReferenceFront, yaml, (key,))
        if {"title", "authors", "year"} <= known.keys():
            entries[key] = Reference(**ReferenceFront.model_validate(known).model_dump())
    return entries


def _known(reading: Reading, kind: type[BaseModel], yaml: Yaml, path: tuple[str, ...]) -> dict[str, Any]:
    """The values of a mapping that its type accepts; each of the others is reported where it stands."""
    values = yaml.values
    for step in path:
        values = values[step]
    values = dict(values)
    try:
        kind.model_validate(values)
    except ValidationError as error:
        for wrong in error.errors():
            place = wrong["loc"]
            spot = yaml.spot(*path, *place)
            name = ".".join(str(step) for step in place)
            if wrong["type"] == "extra_forbidden":
                near = get_close_matches(str(place[-1]), kind.model_fields, 1)
                meant = f"; did you mean {near[0]}?" if near else ""
                reading.warn("front-unknown", f"{name} means nothing here and is ignored{meant}", spot)
            else:
                reading.error("front-value", f"{name}: {_say(wrong)}", spot)
            values.pop(str(place[0]), None)
    return values


def _say(wrong: Any) -> str:
    if wrong["type"] == "missing":
        return "this is missing; add it"
    message = str(wrong["msg"]).removeprefix("Value error, ")
    return message[0].lower() + message[1:]
