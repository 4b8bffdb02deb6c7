"""`python -m tests.journeys.clocked FILE serve`: Cairn under a clock that a test sets, in seconds ahead, in a file.

Only the clock is not the real one: what the server, the browser and the database do is.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path

from app import models

ahead = Path(sys.argv.pop(1))
real_now = models.now


def now() -> datetime:
    return real_now() + timedelta(seconds=float(ahead.read_text()))


# Before any other module takes it by name.
models.now = now

if __name__ == "__main__":
    from app.cli import run

    run()
