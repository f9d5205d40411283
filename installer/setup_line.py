"""A judged UnifiedSetup line made ready to run: its arguments, and the answer files that have to be written for it."""

from __future__ import annotations

import hashlib
import json
import ntpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from host.secret import Secret
from host.target import Role
from installer.command_line.parsed import Parsed
from installer.command_line.render import render
from installer.command_line.validate import understood

_ROLES = {"fresh-cs": Role.CONFIGURATION_SERVER, "fresh-ps": Role.PROCESS_SERVER}


@dataclass(frozen=True, slots=True)
class SetupLine:
    """`replaced` maps parameters to the text that UnifiedSetup accepts where the file that was named has another form.

    `secrets` are the passwords and passphrases in all files that were named.
    """

    parsed: Parsed
    replaced: Mapping[str, Secret]
    secrets: tuple[Secret, ...]

    @property
    def role(self) -> Role | None:
        """What the machine becomes; None for an upgrade, which keeps what the machine is."""
        return _ROLES.get(self.parsed.mode or "")

    @property
    def answers(self) -> dict[str, Secret]:
        """Contents of the answer files to write, by file name."""
        return {self._file_name(name): content for name, content in self.replaced.items()}

    def arguments(self, place_of: Callable[[str], str]) -> tuple[str, ...]:
        """The arguments for UNIFIEDSETUP.EXE; `place_of` tells where a written answer file lies, by its name."""
        parameters = understood(self.parsed.parameters, self.parsed.grammar, strict=False)
        parameters |= {name: place_of(self._file_name(name)) for name in self.replaced}
        return tuple(render(parameters, self.parsed.grammar))

    def identity(self, media: str) -> str:
        """The same for the same line with the same media, so that the same command finds its own run again."""
        line = [media, render(self.parsed.parameters, self.parsed.grammar)]
        return hashlib.sha256(json.dumps(line).encode()).hexdigest()[:16]

    def _file_name(self, parameter: str) -> str:
        """A copy's name; UnifiedSetup looks at the ending of some, such as .VaultCredentials."""
        ending = ntpath.splitext(str(self.parsed.parameters[parameter]))[1]
        return parameter + (ending if re.fullmatch(r"\.[A-Za-z0-9]{1,20}", ending) else ".txt")
