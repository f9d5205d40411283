"""The result document for a person at a terminal. What a host printed is shown as plain text, never as markup."""

from __future__ import annotations

import re

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from report import view
from report.document import Document
from report.plain import plain

_LONGEST = 1000  # characters of one value; the document has all of it
_LABEL_WIDTH = 10
_WIDE = 110  # columns from which there is room for check ids in the table
_WORD = re.compile(r"^ *\S+ *|\S+ *")
_STYLES = {
    "blocked": "bold red",
    "failed": "bold red",
    "fail": "bold red",
    "unreachable": "bold magenta",
    "undetermined": "bold magenta",
    "interrupted": "bold magenta",
    "not-begun": "bold magenta",
    "unknown": "bold magenta",
    "error": "bold magenta",
    "ready-with-warnings": "yellow",
    "done-with-warnings": "yellow",
    "waiting-for-config": "yellow",
    "done-reboot-required": "yellow",
    "retry-later": "yellow",
    "warning": "yellow",
    "ready": "green",
    "done": "green",
    "pass": "green",
    "not-applicable": "dim",
}


def print_report(document: Document, console: Console) -> None:
    """Print a summary, what is wrong with each host, and one closing line.

    A single host's findings are listed, those that are not applicable by number; of several hosts, only what is worth a
    look. Every state is a word, colour only repeats it. Links, paths and ids are never broken across lines.
    """
    facts = view.facts_of(document)
    about = f"{facts['Made by']}, run {facts['Run']}, for {facts['Requirements']}"
    _print_line(_text(about, style="dim"), console)
    hosts = view.by_concern(document["hosts"])
    if len(hosts) > 1:
        console.print()
        console.print(_host_table(hosts, console.width))
    for host in hosts:
        if len(hosts) > 1 and not view.needs_attention(host):
            continue
        console.print()
        _print_host(host, console)
        if len(hosts) == 1 and host["findings"]:
            console.print()
            console.print(_finding_table(host, console.width))
            if left_out := view.without(host):
                _print_line(_text(left_out, style="dim"), console)
        for finding in view.notable(host):
            console.print()
            _print_finding(finding, console)
    console.print()
    _print_line(_text(view.closing(document), style="bold"), console)


def _host_table(hosts: list[Document], width: int) -> Table:
    wide = width >= _WIDE
    table = _table()
    longest = max(cell_len(plain(host["name"])) for host in hosts)
    table.add_column("Host", min_width=min(longest, width // 3), overflow="fold")
    table.add_column("Verdict", no_wrap=True)
    pushed = any(map(view.state_of, hosts))
    if pushed:
        table.add_column("Outcome", no_wrap=True)
    if wide:
        table.add_column("System", overflow="ellipsis")
        table.add_column("Role", no_wrap=True)
    table.add_column("Findings", overflow="ellipsis")
    for host in hosts:
        cells = [_text(host["name"]), _word(host["verdict"])]
        cells += [_word(view.state_of(host) or "")] if pushed else []
        cells += [_text(host["os"] or host["platform"]), _text(host["role"])] if wide else []
        table.add_row(*cells, _text(view.concerns(host)))
    return table


def _finding_table(host: Document, width: int) -> Table:
    wide = width >= _WIDE
    table = _table()
    table.add_column("Status", no_wrap=True)
    table.add_column("Severity", no_wrap=True)
    table.add_column("Check", overflow="ellipsis", ratio=3)
    table.add_column("Found", overflow="ellipsis", ratio=2)
    if wide:
        table.add_column("Id", no_wrap=True)
    for finding in view.applicable(host):
        title = f"{finding['title']} (waived)" if finding["waiver"] else finding["title"]
        cells = [_word(finding["status"]), _word(finding["severity"]), _text(title), _text(finding["actual"])]
        table.add_row(*cells, *([_text(finding["id"])] if wide else []))
    return table


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)


def _print_host(host: Document, console: Console) -> None:
    about = [host["name"], host["address"] if host["address"] != host["name"] else "", host["os"] or host["platform"]]
    heading = _text(", ".join(part for part in (*about, host["role"]) if part), style="bold")
    _print_line(heading.append(": ").append_text(_word(host["verdict"])), console)
    if reason := view.reason_of(host):
        _print_field("reason", reason, console, indent=2)
    outcome = host.get("outcome")
    if outcome:
        kind = plain(outcome["kind"])
        line = _label("outcome", 2).append_text(_word(outcome["state"])).append(f" ({kind})" if kind else "")
        _print_line(line, console, 2 + _LABEL_WIDTH)
        _print_field("cause", outcome["cause"], console, indent=2)
        _print_field("remedy", outcome["remedy"], console, indent=2)
    for step in view.troubled_steps(host):
        code = "" if step["exit_code"] is None else f" with exit code {step['exit_code']}"
        _print_field("step", f"{step['name']}: {step['state']}{code}. {step['message']}", console, indent=2)
    for number, step in enumerate(view.planned_steps(host), 1):
        _print_field(f"step {number}", f"{step['name']}: {step['message']}", console, indent=2)


def _print_finding(finding: Document, console: Console) -> None:
    head = Text("  ").append_text(_word(finding["status"])).append(" ").append_text(_word(finding["severity"]))
    _print_line(head.append("  ").append_text(_text(finding["title"])), console, 4)
    _print_field("id", finding["id"], console)
    _print_field("expected", finding["expected"], console)
    _print_field("actual", finding["actual"], console)
    _print_field("predicts", ", ".join(finding["predicts"]), console)
    _print_field("remedy", finding["remedy"], console)
    _print_field("link", finding["link"] or "", console)
    if waiver := finding["waiver"]:
        _print_field("waived", f"by {waiver['owner']} until {waiver['expires']}: {waiver['reason']}", console)


def _print_field(label: str, value: str, console: Console, indent: int = 4) -> None:
    if value:
        _print_line(_label(label, indent).append_text(_text(value)), console, indent + _LABEL_WIDTH)


def _print_line(text: Text, console: Console, hanging: int = 0) -> None:
    """Print text wrapped at blanks, the lines after the first indented. Words that are too long stay whole."""
    for number, line in enumerate(text.divide(_breaks(text.plain, console.width, hanging))):
        line.rstrip()
        console.print(Text(" " * hanging).append_text(line) if number else line, soft_wrap=True)


def _breaks(text: str, width: int, hanging: int) -> list[int]:
    """Where the lines after the first begin. Rich's own wrapping either breaks long words or does not wrap at all."""
    breaks: list[int] = []
    column = 0
    for word in _WORD.finditer(text):
        if column + cell_len(word[0].rstrip()) > width and column > hanging:
            breaks.append(word.start())
            column = hanging
        column += cell_len(word[0])
    return breaks


def _label(label: str, indent: int) -> Text:
    return Text(" " * indent).append(label.ljust(_LABEL_WIDTH), style="dim")


def _word(word: str) -> Text:
    return _text(word, style=_STYLES.get(word, ""))


def _text(value: str, style: str = "") -> Text:
    shown = plain(value)
    return Text(shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]} ...", style)
