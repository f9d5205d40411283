"""A comparison for a person at a terminal."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.text import Text

from report.diff.rows import changes, sides, summary, word
from report.document import Document
from report.plain import plain
from report.terminal_lines import print_field, print_line

_STYLES = {"newly-failing": "bold red", "newly-passing": "green", "host-gone": "bold magenta", "host-new": "bold"}


def print_diff(document: Document, console: Console) -> None:
    """Print what is compared, the counts, then host by host what changed, gravest first. A word tells each change."""
    for label, value in sides(document).items():
        print_field(label, value, console, indent=0)
    print_line(Text(f"\n{summary(document)}", style="bold"), console)
    for name, found in groupby(changes(document), key=lambda each: each.host["name"]):
        console.print()
        print_line(Text(plain(name), style="bold"), console)
        for each in found:
            head = Text("  ").append(word(each.change), style=_STYLES.get(each.change, "yellow"))
            title = f"{each.title} ({each.check})" if each.check else each.title
            print_line(head.append(f"  {title}"), console, 4)
            print_line(Text(f"    {each.before} -> {each.now}"), console, 6)
            if each.remedy:
                print_line(Text(f"    {each.remedy}"), console, 6)
