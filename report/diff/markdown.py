"""A comparison as Markdown."""

from __future__ import annotations

from report.diff.rows import changes, sides, summary, word
from report.document import Document
from report.language import _
from report.markdown import heading, shown, table_row


def render(document: Document) -> str:
    """GitHub's Markdown: the summary, what is compared, and a table of the changes."""
    lines = ["# " + _("siteprep comparison"), "", shown(summary(document)), ""]
    lines += [f"- {label}: {shown(value)}" for label, value in sides(document).items()]
    found = list(changes(document))
    if found:
        labels = (_("Change"), _("Host"), _("Check"), _("Before"), _("Now"), _("Remedy"))
        lines += ["", *heading(labels)]
    for each in found:
        check = f"{each.check}: {each.title}" if each.check else each.title
        lines.append(table_row((word(each.change), each.host["name"], check, each.before, each.now, each.remedy)))
    return "\n".join(lines) + "\n"
