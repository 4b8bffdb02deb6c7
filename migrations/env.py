"""Where a migration runs: on the connection that app.db.upgrade hands over, else on that of the settings' database."""

from alembic import context
from sqlalchemy import Connection

from app.db import is_modelled, open_for_migration
from app.models import Base
from app.settings import settings


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_server_default=True,
        include_name=is_modelled,
    )
    context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations run against a database: they cannot be written out as SQL")
given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with open_for_migration(settings().database_url) as opened:
        migrate(opened)
