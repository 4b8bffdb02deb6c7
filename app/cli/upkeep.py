"""cairn reschedule: for those who look after a server and what its learners remember."""

from typing import Annotated

import typer

from app.cli.words import cli, count_of, open_database
from app.progress.replay import reschedule


@cli.command("reschedule")
def reschedule_command(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
) -> None:
    """Play the log of reviews again and make every memory what it says."""
    with open_database() as database, database.writing(alone=True) as session:
        found = reschedule(session, dry_run=dry_run)
    done = "would change" if dry_run else "changed"
    said = f"{found.moved} moved · {found.missing} missing · {found.unfounded} without a review"
    print(f"{count_of(found.memories, 'memory', 'memories')} replayed, {found.changed} {done} ({said})")
