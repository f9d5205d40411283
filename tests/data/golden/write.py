"""The golden files: what reports of the documented results look like, to be read again whenever they change.

python -m tests.data.golden.write
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console

from report.detail import Detail
from report.diff.compare import compare
from report.formats import FILE_NAMES, print_document, render
from report.language import spoken
from tests.test_document import example

FOLDER = Path(__file__).parent
TEXTS = ("markdown", "csv", "junit")
WIDTHS = (80, 120)


def files() -> Iterator[tuple[str, str]]:
    """Names and contents."""
    documents = {"preflight": example("preflight"), "push": example("push")}
    documents["diff"] = compare(documents["preflight"], documents["push"])
    for name, document in documents.items():
        for chosen in TEXTS:
            yield f"{name}{Path(FILE_NAMES[chosen]).suffix}", render(document, chosen)
        for width in WIDTHS:
            yield f"{name}-{width}.txt", shown(document, width)
        with spoken("zh_CN"):
            yield f"{name}-zh_CN.md", render(document, "markdown")
            yield f"{name}-zh_CN.txt", shown(document, 100)
    yield "preflight-quiet.txt", shown(documents["preflight"], 80, Detail.QUIET)
    yield "preflight-verbose.txt", shown(documents["preflight"], 120, Detail.VERBOSE)


def shown(document: dict[str, Any], width: int, detail: Detail = Detail.NORMAL) -> str:
    """What a terminal of that width shows, without colours."""
    out = io.StringIO()
    print_document(document, Console(file=out, width=width), detail)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def main() -> None:
    """Write them."""
    for name, text in files():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
