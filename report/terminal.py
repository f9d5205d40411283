"""The result document for a person at a terminal. What a host printed is shown as plain text, never as markup."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from report import view
from report.document import Document
from report.plain import plain

_LONGEST = 1000  # characters of one value; the document has all of it
_LABEL_WIDTH = 10
_WIDE = 110  # columns from which there is room for check ids in the table
_STYLES = {
    "blocked": "bold red",
    "failed": "bold red",
    "fail": "bold red",
    "unreachable": "bold magenta",
    "undetermined": "bold magenta",
    "interrupted": "bold magenta",
    "unknown": "bold magenta",
    "error": "bold magenta",
    "ready-with-warnings": "yellow",
    "done-with-warnings": "yellow",
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

    Every state is a word; colour only repeats it. Links, paths and ids are never broken across lines.
    """
    hosts = view.by_concern(document["hosts"])
    if len(hosts) == 1:
        _print_host(hosts[0], console)
        if hosts[0]["findings"]:
            console.print()
            console.print(_finding_table(hosts[0], console.width))
            _print_findings(hosts[0], console)
    elif hosts:
        console.print(_host_table(hosts, console.width))
        for host in filter(view.needs_attention, hosts):
            _print_host(host, console)
            _print_findings(host, console)
    if hosts:
        console.print()
    _print_line(Text(view.closing(document), style="bold"), console)


def _host_table(hosts: list[Document], width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=False)
    longest = max(len(plain(host["name"])) for host in hosts)
    table.add_column("Host", min_width=min(longest, width // 3), overflow="fold")
    table.add_column("Verdict", no_wrap=True)
    pushed = any(map(view.state_of, hosts))
    if pushed:
        table.add_column("Outcome", no_wrap=True)
    table.add_column("System", overflow="ellipsis")
    mixed = len({host["role"] for host in hosts}) > 1
    if mixed:
        table.add_column("Role", overflow="ellipsis")
    table.add_column("Findings", overflow="ellipsis")
    for host in hosts:
        cells = [_text(host["name"]), _word(host["verdict"])]
        cells += [_word(view.state_of(host) or "")] if pushed else []
        cells += [_text(host["os"] or host["platform"])]
        cells += [_text(host["role"])] if mixed else []
        table.add_row(*cells, _text(view.concerns(host)))
    return table


def _finding_table(host: Document, width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=False)
    table.add_column("Status", no_wrap=True)
    table.add_column("Severity", no_wrap=True)
    table.add_column("Check", overflow="ellipsis", ratio=3)
    table.add_column("Found", overflow="ellipsis", ratio=2)
    if width >= _WIDE:
        table.add_column("Id", no_wrap=True)
    for finding in view.ordered(host["findings"]):
        cells = [_word(finding["status"]), _word(finding["severity"]), _text(finding["title"])]
        cells += [_text(finding["actual"])]
        cells += [_text(finding["id"])] if width >= _WIDE else []
        table.add_row(*cells)
    return table


def _print_host(host: Document, console: Console) -> None:
    console.print()
    about = [host["name"], host["address"] if host["address"] != host["name"] else "", host["os"] or host["platform"]]
    heading = Text(", ".join(plain(part) for part in (*about, host["role"]) if part), style="bold")
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


def _print_findings(host: Document, console: Console) -> None:
    for finding in view.notable(host):
        console.print()
        head = Text("  ").append_text(_word(finding["status"])).append(" ").append_text(_word(finding["severity"]))
        _print_line(head.append("  ").append(plain(finding["title"]), style="bold"), console, 4)
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
    head, rest = text[:hanging], text[hanging:]
    for line in rest.wrap(console, max(console.width - hanging, 20), overflow="ignore"):
        line.rstrip()
        console.print(head + line, soft_wrap=True)
        head = Text(" " * hanging)


def _label(label: str, indent: int) -> Text:
    return Text(" " * indent).append(label.ljust(_LABEL_WIDTH), style="dim")


def _word(word: str) -> Text:
    return Text(plain(word), style=_STYLES.get(word, ""))


def _text(value: str) -> Text:
    shown = plain(value)
    return Text(shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]} ...")
