"""How a page of the studio is drawn: for one person, in their language and time."""

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import HTMLResponse, Response

from app.accounts.learners import Learner
from app.progress.times import clock_words, date_words, zone_of
from app.web.personal import NO_STORE
from app.web.templates import render


@dataclass(frozen=True)
class Times:
    """Moments in words, as a person reads them where they are."""

    zone: str
    language: str

    def day(self, moment: datetime) -> str:
        """June 3, 2026."""
        there = moment.astimezone(zone_of(self.zone)).date()
        return date_words(there, there.replace(year=there.year + 1), self.language)

    def moment(self, moment: datetime) -> str:
        """June 3, 2026, 2:05 PM."""
        return f"{self.day(moment)}, {clock_words(moment, zone_of(self.zone), self.language)}"


def studio_page(name: str, person: Learner, status: int = 200, /, **context: object) -> Response:
    times = Times(person.time_zone, person.language)
    html = render(f"studio/{name}.html", language=person.language, times=times, **context)
    return HTMLResponse(html, status, NO_STORE)
