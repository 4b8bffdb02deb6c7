"""`python -m tests.bench [pages|learning|remembering|sync …]` prints the figures; exit 1 where one misses its bound."""

import os
import sys
import tempfile
from pathlib import Path

from app.content.child import Renderer
from app.content.sync import sync
from app.db import Database, upgrade
from app.settings import Settings
from tests.bench import learning, pages, remembering, syncing
from tests.bench.load import ROOT
from tests.bench.row import Row


def main() -> None:
    wanted = set(sys.argv[1:]) or {"pages", "learning", "remembering", "sync"}
    os.chdir(ROOT)
    Path("var").mkdir(exist_ok=True)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(dir="var") as folder:
        env = {"CAIRN_DATABASE_URL": f"sqlite:///{folder}/bench.db", "CAIRN_VAR_DIR": folder, "CAIRN_SECRET": "bench"}
        os.environ.update(env)
        settings = Settings()
        upgrade(settings.database_url)
        database = Database(settings.database_url)
        with Renderer() as renderer:
            sync(database, Path("content"), renderer=renderer)
        database.dispose()
        if "pages" in wanted:
            rows += pages.compare(env) + pages.weigh(env)
        if "learning" in wanted:
            rows += learning.fragment(settings) + learning.answers(settings, env)
    if "remembering" in wanted:
        rows += remembering.measure()
    if "sync" in wanted:
        rows += syncing.measure()
    print("| what | figure | bound | behind it |\n|---|---|---|---|")
    print("\n".join(map(str, rows)))
    sys.exit(not all(row.holds for row in rows))


main()
