"""cairn reschedule, backup, restore: for those who look after a server and what its learners remember."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from app.cli.words import cli, count_of, open_database, progress_bar
from app.models import now
from app.progress.replay import reschedule
from app.settings import settings
from app.studio.backup import back_up
from app.studio.restore import restore


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


@cli.command("backup")
def backup_command(file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")]) -> None:
    """Write every row of the database into one file, as of one moment, while people go on."""
    with open_database() as database, progress_bar() as tell:
        manifest = back_up(database, file, now(), partial(tell, "backup"))
    size = file.stat().st_size / 1_000_000
    print(f"{file}: {count_of(manifest.rows, 'row')} of {len(manifest.tables)} tables, {size:.1f} MB")


@cli.command("restore")
def restore_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `cairn backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Take away what the database holds now.")] = False,
) -> None:
    """Put a backup into an empty database, of the same kind or the other. Stop the server first."""
    manifest = restore(settings().database_url, file, replaces=replace)
    print(f"{file}: {count_of(manifest.rows, 'row')} restored, as of {manifest.made_at:%Y-%m-%d %H:%M} UTC")
