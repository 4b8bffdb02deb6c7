"""cairn user …: accounts, for those who run the server."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.credentials import Account, EmailTaken, find_account, make_account, read_name
from app.accounts.emails import read_email
from app.accounts.resets import make_reset, reset_address
from app.cli.words import cli, count_of, open_database
from app.models import User, now
from app.settings import settings

people = typer.Typer(help="People with an account.", no_args_is_help=True)
cli.add_typer(people, name="user")

Email = Annotated[str, typer.Argument(metavar="EMAIL")]


class Role(StrEnum):
    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    ADMIN = "admin"


@people.command("add")
def add_command(
    email: Email,
    role: Annotated[Role, typer.Option("--role", help="What they may do on this server.")] = Role.LEARNER,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What they are called.")] = "",
) -> None:
    """Make an account, and print a link by which its person chooses a password within a day."""
    address, called = read_email(email), read_name(name)
    try:
        with open_database() as database, database.writing() as session:
            user_id = make_account(session, address, called, now(), role=role.value)
            token = make_reset(session, user_id, now())
    except EmailTaken:
        raise ValueError(f"{address} has an account already; `cairn user role` changes its role") from None
    print(f"{address} is now {_a(role)}. They choose a password here, within a day:\n{_link(token)}")


@people.command("role")
def role_command(email: Email, role: Annotated[Role, typer.Argument(metavar="ROLE")]) -> None:
    """Make somebody a learner, an instructor or an admin."""
    with open_database() as database, database.writing() as session:
        account = _account(session, email)
        session.execute(update(User).where(User.id == account.id).values(role=role.value))
    print(f"{account.email} is now {_a(role)}")


@people.command("list")
def list_command() -> None:
    """Who has an account here."""
    with open_database() as database, database.reading() as session:
        rows = session.execute(
            select(User.email, User.name, User.role, User.created_at, User.password_hash)
            .where(User.email.is_not(None))
            .order_by(User.email)
        ).all()
    table = Table(box=None, pad_edge=False)
    for title in ("email", "name", "role", "since", ""):
        table.add_column(title, overflow="fold")
    for row in rows:
        waits = "" if row.password_hash else "no password yet"
        table.add_row(row.email, row.name, row.role, f"{row.created_at:%Y-%m-%d}", waits)
    if rows:
        Console(markup=False, highlight=False).print(table)
    print(count_of(len(rows), "account"))


@people.command("reset")
def reset_command(email: Email) -> None:
    """Print a link by which somebody chooses a new password, once and within a day."""
    with open_database() as database, database.writing() as session:
        account = _account(session, email)
        token = make_reset(session, account.id, now())
    print(f"{account.email} chooses a new password here, once and within a day:\n{_link(token)}")


def _account(session: Session, email: str) -> Account:
    account = find_account(session, read_email(email))
    if account is None:
        raise ValueError(f"nobody here has the email {email}; `cairn user list` says who is here")
    return account


def _link(token: str) -> str:
    chosen = settings()
    link = reset_address(chosen, token)
    if chosen.base_url:
        return link
    return f"{link}\nIf the server has another address than this (CAIRN_HOST and CAIRN_PORT), set CAIRN_BASE_URL."


def _a(role: Role) -> str:
    return f"{'a' if role == Role.LEARNER else 'an'} {role}"
