"""`python -m app.cli`, where the command itself is not installed."""

from app.cli import run

run()
