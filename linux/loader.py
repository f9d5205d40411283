"""How a script reaches a Linux host's shell: framing for one exec, pure.

The exec's command is a fixed one-line loader. The script, and after it whatever the script reads, travel on standard
input, so neither shows in the host's process list. The loader skips everything before a marker made for this exec:
that is where a sudo password ends up when sudo turned out not to ask for one. It runs nothing until the whole script
has arrived, and says ``ready-MARK`` before it starts, which tells the script's output from a login banner.
"""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from host.secret import Secret

_LOADER = (
    "m={mark}; b=; e=; s=; n=$(printf '\\nx'); n=${{n%x}}; "
    'while IFS= read -r l; do if [ "$l" = "begin-$m" ]; then b=1; break; fi; done; '
    'while IFS= read -r l; do if [ "$l" = "end-$m" ]; then e=1; break; fi; s="$s$l$n"; done; '
    'if [ -z "$b$e" ] || [ -z "$e" ]; then echo "incomplete-$m"; exit 1; fi; '
    'unset l; echo "ready-$m"; eval "$s"'
)
# Root needs no sudo; where sudo asks for nothing the password line is skipped by the loader.
_AS_ROOT = (
    'if [ "$(id -u)" = 0 ]; then exec sh -c {loader}; '
    "elif sudo -n true 2>/dev/null; then exec sudo -n sh -c {loader}; "
    "else exec sudo -S -p '' sh -c {loader}; fi"
)


@dataclass(frozen=True, slots=True)
class Framing:
    """One exec: its command line, and how to wrap the script and unwrap the answer."""

    mark: str
    command: str

    @classmethod
    def new(cls, *, sudo: bool) -> Framing:
        """A framing with a marker of its own; with `sudo` the loader is started through sudo unless root signed in."""
        mark = secrets.token_hex(16)
        loader = shlex.quote(_LOADER.format(mark=mark))
        inner = _AS_ROOT.format(loader=loader) if sudo else f"exec sh -c {loader}"
        # A login shell may be csh: hand everything to sh in one quoted word.
        return cls(mark, f"exec sh -c {shlex.quote(inner)}")

    def wrap(self, script: str, payload: Iterable[bytes], password: Secret | None) -> Iterator[bytes]:
        """What to send on standard input: password line, script between its markers, payload."""
        head = f"{password.reveal()}\n" if password else ""
        yield f"{head}begin-{self.mark}\n{script}\nend-{self.mark}\n".encode()
        yield from payload

    def unwrap(self, stdout: bytes) -> bytes | None:
        """The script's own output, or None when the loader never got as far as starting it."""
        ready = f"ready-{self.mark}\n".encode()
        at = stdout.find(ready)
        return None if at < 0 else stdout[at + len(ready) :]
