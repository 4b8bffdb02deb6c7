"""What a content page shows of its reader: one fragment, swapped in on load, made of few plain queries."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.accounts.learners import learner_behind
from app.accounts.who import TEACHES, Who, who_from
from app.db import run
from app.library import Place, find_path, readable_by
from app.models import LoginSession, Path, Revision, User
from app.progress.again import Again, come_back
from app.progress.lapses import find_lapses
from app.progress.levels import Level, lowest
from app.progress.listens import Listened, find_listened
from app.progress.marked import Marked, find_marked
from app.progress.memory import expect
from app.progress.shown import find_place
from app.progress.standings import Standing, due_count, next_to_read, standings
from app.progress.times import zone_of
from app.web.errors import NotFound

LESSON = "lessons/"
# Pages that show the trail of the whole path; the landing page also says where to go on.
LANDING = "landing"
PODCAST = "podcast"
WHOLE_TRAIL = (LANDING, "article")


_ASKING = (
    select(
        Path.id.label("path_id"),
        Revision.number.label("revision"),
        User.id.label("user_id"),
        User.time_zone,
        User.day_starts_at,
        User.prompts_off_at,
        User.email,
        User.name,
        TEACHES,
    )
    .join(Revision, Revision.id == Path.revision_id)
    .outerjoin(LoginSession, LoginSession.token_digest == bindparam("digest"))
    .outerjoin(User, User.id == LoginSession.user_id)
    .where(Path.slug == bindparam("slug"), readable_by(User.id))
)


@dataclass(frozen=True)
class Stone:
    """A stone on the page: `id` is a section's public id or lesson-… of a lesson."""

    id: str
    level: Level


@dataclass(frozen=True)
class LessonForecast:
    """Of so many items of a lesson that were practised, how many would be recalled today."""

    practised: int
    today: int


@dataclass(frozen=True)
class Mine:
    """`is_old` if the page was drawn from an earlier revision than the path has now; `is_again` if it has an earlier
    fragment, so that what is no more must be said too. `missed_twice` are public ids: their prompts open by themselves.
    """

    page: str
    is_old: bool
    is_again: bool
    has_prompts: bool = True
    due: int = 0
    go_on: Place | None = None
    listened: Listened | None = None
    stones: tuple[Stone, ...] = ()
    forecast: LessonForecast | None = None
    again: tuple[Again, ...] = ()
    missed_twice: tuple[str, ...] = ()
    marked: tuple[Marked, ...] = ()
    who: Who | None = None


@dataclass(frozen=True)
class _Asking:
    path_id: int
    revision: int
    user_id: UUID | None
    zone: ZoneInfo
    prompts_off_at: datetime | None
    who: Who | None


def gather(
    session: Session,
    slug: str,
    at: str,
    revision: str,
    token_digest: str | None,
    now: datetime,
    *,
    is_again: bool = False,
) -> Mine:
    """The fragment for the page `at` of a path, drawn from `revision`. Raises Moved and NotFound as find_path does."""
    asking = _who_asks(session, slug, token_digest)
    page = f"/paths/{slug}" if at == LANDING else f"/paths/{slug}/{at}"
    mine = Mine(page, _is_before(revision, asking.revision), is_again)
    if asking.user_id is None:
        return mine
    due = due_count(session, asking.user_id, now)
    mine = replace(mine, has_prompts=asking.prompts_off_at is None, due=due, who=asking.who)
    if at in (LANDING, PODCAST):
        mine = replace(mine, listened=find_listened(session, asking.user_id, asking.path_id, now))
    lesson = at.removeprefix(LESSON) if at.startswith(LESSON) else None
    if lesson is None and at not in WHOLE_TRAIL:
        return mine
    found = standings(session, asking.user_id, asking.path_id, asking.zone, now, lesson=lesson)
    mine = replace(mine, stones=tuple(_stones(found, with_unread=is_again)))
    if at == LANDING:
        return replace(mine, go_on=_go_on(session, slug, found))
    mine = replace(mine, forecast=_forecast(found, now) if lesson else None)
    return _with_sections(session, asking.user_id, asking.path_id, found, mine, is_whole=lesson is None)


def _is_before(said: str, revision: int) -> bool:
    return said.isdecimal() and len(said) < 10 and int(said) < revision


def _who_asks(session: Session, slug: str, token_digest: str | None) -> _Asking:
    row = run(session, _ASKING, slug=slug, digest=token_digest or "").one_or_none()
    if row is None:
        find_path(session, slug, learner_behind(session, token_digest))
        raise NotFound()
    if row.user_id is None:
        return _Asking(row.path_id, row.revision, None, zone_of(""), None, None)
    zone = zone_of(row.time_zone, row.day_starts_at)
    return _Asking(row.path_id, row.revision, row.user_id, zone, row.prompts_off_at, who_from(row))


def _with_sections(
    session: Session, learner_id: UUID, path_id: int, found: list[Standing], mine: Mine, *, is_whole: bool
) -> Mine:
    """What the text itself shows: which sections are marked, and what was forgotten in them."""
    here = {standing.public_id for standing in found}
    marked = tuple(m for m in find_marked(session, learner_id, path_id) if m.section in here)
    if not mine.has_prompts:
        return replace(mine, marked=marked)
    lapses = find_lapses(session, learner_id, path_id, None if is_whole else [s.item_id for s in found])
    missed = tuple(dict.fromkeys(lapse.public_id for lapse in lapses if lapse.is_twice))
    return replace(mine, marked=marked, again=come_back(found, lapses), missed_twice=missed)


def _stones(found: list[Standing], *, with_unread: bool) -> list[Stone]:
    """A stone for each section and each lesson; a page that was just opened has the unread ones already."""
    stones = [Stone(standing.public_id, standing.level) for standing in found]
    for lesson, sections in groupby(found, lambda standing: standing.lesson):
        stones.append(Stone(f"lesson-{lesson}", lowest([section.level for section in sections])))
    return [stone for stone in stones if with_unread or stone.level != "unread"]


def _forecast(found: list[Standing], now: datetime) -> LessonForecast:
    """What sees several sections counts once."""
    memories = {lineage: memory for standing in found for lineage, memory in standing.memories.items()}
    return LessonForecast(len(memories), round(expect(memories.values(), now)))


def _go_on(session: Session, slug: str, found: list[Standing]) -> Place | None:
    standing = next_to_read(found)
    return find_place(session, slug, standing.item_id) if standing else None
