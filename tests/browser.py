"""Pages in a real browser: headless Chromium driven by Playwright, and everything that a page tried to do."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page, Request

CHROMIUM = Path("/usr/bin/chromium")
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


def why_not() -> str:
    """Why no browser can be started here; empty where one can."""
    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed"
    return "" if CHROMIUM.exists() else "chromium is not installed"


@dataclass(slots=True)
class Watched:
    """A page, and what it asked for, said and did wrong."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium, until the block ends."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(_QUIET))
        yield started
        started.close()


def opened(started: Browser, path: Path, **context: Any) -> Watched:
    """Open a file in a new window and watch it."""
    page = started.new_context(**context).new_page()
    watched = Watched(page)

    def asked(request: Request) -> None:
        if request.url != path.as_uri():
            watched.requests.append(request.url)

    def refused(dialog: Dialog) -> None:
        watched.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("request", asked)
    page.on("console", lambda message: watched.said.append(message.text))
    page.on("pageerror", lambda error: watched.said.append(str(error)))
    page.on("dialog", refused)
    page.goto(path.as_uri(), wait_until="load")
    return watched
