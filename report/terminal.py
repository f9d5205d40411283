"""The result document for a person at a terminal. What a host printed is shown as plain text, never as markup."""

from __future__ import annotations

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from report import summary, view
from report.detail import Detail
from report.document import Document
from report.language import _, ngettext
from report.plain import plain
from report.remedies import Remedy, remedies
from report.terminal_lines import print_field, print_line, shown, word

_WIDE = 110  # columns from which there is room for check ids in the table
_NAMED = 6  # hosts that are named with a remedy, where not everything was asked for


def print_report(document: Document, console: Console, detail: Detail = Detail.NORMAL) -> None:
    """Print a summary, the hosts worst first, what is wrong with each, every remedy once, and one closing line.

    A single host's findings are listed; of several hosts, only what is worth a look. Every state is a word, colour only
    repeats it. Links, paths and ids are never broken across lines.
    """
    hosts = view.by_concern(document["hosts"])
    _print_summary(document, console)
    if detail is not Detail.QUIET:
        if len(hosts) > 1:
            console.print()
            console.print(_host_table(hosts, console.width))
        for host in hosts:
            _print_host(host, console, detail, alone=len(hosts) == 1)
        _print_remedies(hosts, console, detail)
    console.print()
    print_line(shown(summary.closing(document), style="bold"), console)


def _print_summary(document: Document, console: Console) -> None:
    about = {each.name: each.value for each in summary.about(document)}
    told = _("{tool}, run {run}, for {requirements}").format(**about)
    print_line(shown(told, style="dim"), console)
    if not document["hosts"]:
        return
    print_line(shown(summary.counts(document), style="bold"), console)
    if number := summary.waived(document):
        print_line(shown(ngettext("{number} finding is waived.", "{number} findings are waived.", number)), console)
    if commonest := summary.blockers(document):
        console.print()
        print_line(shown(_("Commonest blockers:")), console)
        for name, title, hosts in commonest:
            counted = ngettext("{number} host", "{number} hosts", hosts)
            print_line(shown(counted).append_text(Text("  ")).append_text(shown(f"{title} ({name})")), console, 4)


def _host_table(hosts: list[Document], width: int) -> Table:
    wide = width >= _WIDE
    table = _table()
    longest = max(cell_len(plain(host["name"])) for host in hosts)
    table.add_column(_("Host"), min_width=min(longest, width // 3), overflow="fold")
    table.add_column(_("Verdict"), no_wrap=True)
    pushed = any(map(view.state_of, hosts))
    if pushed:
        table.add_column(_("Outcome"), no_wrap=True)
    if wide:
        table.add_column(_("System"), overflow="ellipsis")
        table.add_column(_("Role"), no_wrap=True)
    table.add_column(_("Findings"), overflow="ellipsis")
    for host in hosts:
        cells = [shown(host["name"]), word(host["verdict"])]
        cells += [word(view.state_of(host) or "")] if pushed else []
        cells += [shown(host["os"] or host["platform"]), shown(_(host["role"]))] if wide else []
        table.add_row(*cells, shown(view.concerns(host)))
    return table


def _finding_table(findings: list[Document], width: int) -> Table:
    wide = width >= _WIDE
    table = _table()
    table.add_column(_("Status"), no_wrap=True)
    table.add_column(_("Severity"), no_wrap=True)
    table.add_column(_("Check"), overflow="ellipsis", ratio=3)
    table.add_column(_("Found"), overflow="ellipsis", ratio=2)
    if wide:
        table.add_column(_("Id"), no_wrap=True)
    for finding in findings:
        waived = f" ({_('waived')})" if finding["waiver"] else ""
        cells = [word(finding["status"]), word(finding["severity"])]
        cells += [shown(f"{finding['title']}{waived}"), shown(finding["actual"])]
        table.add_row(*cells, *([shown(finding["id"])] if wide else []))
    return table


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)


def _print_host(host: Document, console: Console, detail: Detail, alone: bool) -> None:
    verbose = detail is Detail.VERBOSE
    if not (alone or verbose or view.needs_attention(host)):
        return
    console.print()
    about = [host["name"], host["address"] if host["address"] != host["name"] else "", host["os"] or host["platform"]]
    heading = shown(", ".join(part for part in (*about, _(host["role"])) if part), style="bold")
    print_line(heading.append(": ").append_text(word(host["verdict"])), console)
    print_field(_("reason"), view.reason_of(host) or "", console, indent=2)
    if verbose:
        print_field(_("collected"), host["collected"] or _("nothing was collected"), console, indent=2)
    outcome = host.get("outcome")
    if outcome:
        kind = f" ({outcome['kind']})" if outcome["kind"] else ""
        print_field(_("outcome"), f"{_(outcome['state'])}{kind}", console, indent=2)
        print_field(_("cause"), outcome["cause"], console, indent=2)
    for step in view.troubled_steps(host):
        print_field(_("step"), _step(step), console, indent=2)
    for number, step in enumerate(view.planned_steps(host), 1):
        print_field(_("step {number}").format(number=number), f"{step['name']}: {step['message']}", console, indent=2)
    for finding in view.notable(host):
        _print_finding(finding, console)
    listed = view.ordered(host["findings"]) if verbose else view.applicable(host) if alone else []
    if listed:
        console.print()
        console.print(_finding_table(listed, console.width))
        if not verbose and (left_out := view.without(host)):
            print_line(shown(left_out, style="dim"), console)


def _step(step: Document) -> str:
    if step["exit_code"] is None:
        return f"{step['name']}: {_(step['state'])}. {step['message']}"
    text = _("{name}: {state} with exit code {code}. {message}")
    return text.format(name=step["name"], state=_(step["state"]), code=step["exit_code"], message=step["message"])


def _print_finding(finding: Document, console: Console) -> None:
    head = Text("  ").append_text(word(finding["status"])).append(" ").append_text(word(finding["severity"]))
    head.append("  ").append_text(shown(finding["title"])).append(": ").append_text(shown(finding["actual"]))
    print_line(head, console, 6)
    if waiver := finding["waiver"]:
        text = _("by {owner} until {expires}: {reason}").format(**waiver)
        print_field(_("waived"), text, console, indent=6)


def _print_remedies(hosts: list[Document], console: Console, detail: Detail) -> None:
    found = remedies(hosts)
    if found:
        console.print()
        print_line(shown(_("Remedies, each told once:"), style="bold"), console)
    for number, remedy in enumerate(found, 1):
        console.print()
        _print_remedy(number, remedy, len(hosts), console, detail)


def _print_remedy(number: int, remedy: Remedy, of: int, console: Console, detail: Detail) -> None:
    finding = remedy.finding
    head = Text(f"{number}. ")
    if finding:
        head.append_text(word(finding["status"])).append(" ").append_text(word(finding["severity"])).append("  ")
        head.append_text(shown(finding["title"])).append(f" ({plain(finding['id'])})")
    else:
        head.append_text(word(remedy.source["state"])).append(f" ({plain(remedy.source['kind'])})")
    print_line(head, console, 4)
    if of > 1:
        named = remedy.hosts if detail is Detail.VERBOSE else remedy.hosts[:_NAMED]
        more = len(remedy.hosts) - len(named)
        text = ", ".join(map(plain, named))
        if more:
            text = ngettext("{names} and {number} more", "{names} and {number} more", more, names=text)
        counted = ngettext("{number} host", "{number} hosts", len(remedy.hosts))
        print_field(_("hosts"), f"{counted}: {text}", console)
    if finding:
        print_field(_("expected"), finding["expected"], console)
    print_field(_("remedy"), remedy.text, console)
    if finding:
        print_field(_("predicts"), ", ".join(finding["predicts"]), console)
        print_field(_("link"), finding["link"] or "", console)
