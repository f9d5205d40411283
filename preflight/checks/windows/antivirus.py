"""Whether antivirus software leaves the server's folders alone."""

from __future__ import annotations

from host.target import Role
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found
from preflight.checks.windows import pages
from preflight.facts import Unknown
from preflight.role_requirements import PROVIDER_ROLES, WITH_APPLIANCE, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts


@windows_check(
    "antivirus",
    title="Antivirus exclusions",
    reads=("antivirus.defender_exclusions",),
    evidence="defender-exclusions",
    expects=lambda row, context: "Antivirus software leaves out the folders of the server.",
    link=pages.ANTIVIRUS,
    roles=(*WITH_APPLIANCE, *PROVIDER_ROLES, Role.MOBILITY_AGENT),
)
def antivirus(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """Only Defender shows which folders it leaves out."""
    excluded = found(facts.antivirus.defender_exclusions)
    others = [name for name in found(facts.antivirus.products) or () if "defender" not in name.lower()]
    folders = [*row.texts("folders"), *filter(None, [context.setup.install_location])]
    if excluded is not None and (missing := [each for each in folders if not _covered(each, excluded)]):
        return Failed(
            f"Defender looks into {', '.join(missing)}.",
            "Exclude these folders with Add-MpPreference -ExclusionPath, and in any other antivirus software.",
        )
    if others:
        return Unknown(
            f"Which folders {', '.join(others)} leaves out cannot be read; they should be {', '.join(folders)}."
        )
    if excluded is None:
        return NotApplicable("There is no antivirus software of which Windows knows.")
    return Passed("Defender leaves out the folders of the server.")


def _covered(folder: str, excluded: tuple[str, ...]) -> bool:
    """Whether a folder or one above it is left out."""
    path = _comparable(folder)
    return any(path.startswith(_comparable(each)) for each in excluded)


def _comparable(folder: str) -> str:
    return folder.lower().rstrip("\\") + "\\"
