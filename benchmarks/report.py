"""Rendering a fleet: seconds and bytes of every format, and how long a browser takes to open and filter the page.

    python -m benchmarks.report [--hosts 1000] [--findings 60]

The named peer is this machine's own `json.dumps` of the same document, indented: what any tool pays that only writes
its result down. The browser is Chromium, where Playwright and it are installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from report.formats import FORMATS, render, render_all
from report.language import spoken
from tests.data.results import fleet

CHROMIUM = Path("/usr/bin/chromium")


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes, by the clock on the wall."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=1000)
    parser.add_argument("--findings", type=int, default=60)
    given = parser.parse_args()
    document = fleet(given.hosts, given.findings)
    count = sum(len(host["findings"]) for host in document["hosts"])
    floor = seconds(lambda: json.dumps(document, indent=2))
    print(f"{given.hosts} hosts, {count} findings; json.dumps {floor:.2f} s")
    for language in ("en", "zh_CN"):
        began = last = time.perf_counter()
        with spoken(language):
            for name, text in render_all(document, FORMATS):
                took, last = time.perf_counter() - last, time.perf_counter()
                print(f"  {language} {name:9} {took:6.2f} s {len(text.encode()) / 1e6:7.2f} MB")
        whole = last - began
        print(f"  {language} all formats {whole:.2f} s, {whole / floor:.1f} times json.dumps")
    if CHROMIUM.exists() and importlib.util.find_spec("playwright"):
        _browse(render(document, "html"))


def _browse(page: str) -> None:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        opened = seconds(lambda: tab.goto(path.as_uri(), wait_until="load"))
        painted = seconds(lambda: tab.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))"))
        filtered = seconds(lambda: _filter(tab))
        browser.close()
    print(
        f"  Chromium: loaded after {opened:.2f} s, usable after {opened + painted:.2f} s, filtered in {filtered:.2f} s"
    )


def _filter(tab: object) -> None:
    tab.select_option("#filter-status", "f")  # type: ignore[attr-defined]
    while " of " not in str(tab.text_content("#shown")):  # type: ignore[attr-defined]
        time.sleep(0.01)


if __name__ == "__main__":
    main()
