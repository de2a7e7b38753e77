"""The browser of the end-to-end tests: found, else installed, else said in one line. `python -m tests.e2e.browser`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


def installed() -> str | None:
    """The path of a Chromium on this machine: the system's, or the one that Playwright keeps."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.is_file() else None


def install() -> None:
    """Debian's package where we may, else Playwright's own download; both may fail, which `main` then says."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-dejavu"], **quiet)  # type: ignore[call-overload]
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Exit status 0 when there is a browser in the end."""
    if installed() is None:
        print("No Chromium found; installing one for the browser tests ...", flush=True)
        install()
    if installed() is None:
        print(
            "The browser tests need Chromium: install it with `apt-get install chromium`, then run `make test` again."
        )
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
