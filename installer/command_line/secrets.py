"""What of a line may be shown. A quote or a blank in the wrong place brings a secret where nobody expects one."""

from __future__ import annotations

import re

from host.secret import MASK
from installer.command_line.grammar import Grammar


def shown(text: str, grammar: Grammar) -> str:
    """A name or value from the line; what stands in it behind the name of a secret parameter is hidden."""
    names = "|".join(re.escape(flag.name) for flag in grammar.flags.values() if flag.is_secret)
    if not names:
        return text
    return re.sub(rf"((?:^|[/-])(?:{names})).+", rf"\1 {MASK}", text, flags=re.ASCII | re.IGNORECASE | re.DOTALL)
