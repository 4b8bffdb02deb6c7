"""The browser that the tests drive: one on this machine, else what Playwright installs, else Debian's chromium.

`python -m tests.browser` makes sure there is one, or ends with what to do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Path of a Chromium: CAIRN_TEST_BROWSER, one on the PATH, or Playwright's own; None where there is none."""
    given = os.environ.get("CAIRN_TEST_BROWSER")
    if given:
        return given
    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> None:
    """Tries Playwright's download, then Debian's package; what they print is shown."""
    if (
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=600).returncode
        == 0
    ):
        return
    if not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        subprocess.run(
            [*root, *command], check=False, timeout=900, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )


def main() -> None:
    if find() is None:
        install()
    if find() is None:
        sys.exit("The tests need a browser: install Chromium, or name one in CAIRN_TEST_BROWSER.")


if __name__ == "__main__":
    main()
