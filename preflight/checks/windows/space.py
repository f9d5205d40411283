"""Where the server goes, and the free space there."""

from __future__ import annotations

import ntpath

from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.checks.windows.drives import FIXED, GIB, drive_letter, free, free_text, install_volume, suits, volume
from preflight.facts import Absent, Unknown
from preflight.finding import Measure
from preflight.role_requirements import Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts
from preflight.windows_machine import Volume

_NO_DRIVE = NotApplicable("There is no drive to look at; the check of the install drive says why.")
_SERVER, _MASTER_TARGET = 9, 5
"""Numbers of the components that the original notes as installed. The master target lies on the server's drive."""


@windows_check(
    "install-location",
    title="Install location",
    reads=(),
    evidence="environment",
    expects=lambda row, context: (
        "The install location is a folder with a drive letter, not the root of Windows' drive."
    ),
    link=pages.PHYSICAL_SET_UP,
)
def install_location(facts: WindowsFacts, _: Requirement, context: Context) -> Outcome:
    """As the original compares it: c:\\ for C:\\ slips through."""
    location = context.setup.install_location
    if location is None:
        return NotApplicable("Setup was not told an install location.")
    remedy = r"Choose a folder on a fixed NTFS drive, such as D:\ASR."
    if drive_letter(location) is None:
        return Failed(f"The install location {location} names no drive of the host.", remedy)
    system = known(facts.environment).get("SystemDrive")
    if system is None:
        return Unknown("The evidence does not tell the drive that Windows is on.")
    if location == system + ntpath.sep:
        return Failed(f"The install location {location} is the root of the drive that Windows is on.", remedy)
    return Passed(f"The install location is {location}.")


@windows_check(
    "install-drive",
    title="Install drive",
    reads=("volumes",),
    evidence="volumes",
    expects=lambda row, context: f"The server goes to a fixed drive with {row.text('file_system')}.",
    link=pages.PHYSICAL_SET_UP,
)
def install_drive(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """The drive of the install location; where none was told, any that will do."""
    chosen, wanted = install_volume(facts, context), row.text("file_system")
    told = context.setup.install_location
    if chosen is None:
        what = "No drive is a fixed one with" if told is None else f"The host has no drive for {told}, let alone with"
        return Failed(f"{what} {wanted}.", f"Add a disk to the host and format it with {wanted}.")
    system = "no file system" if isinstance(chosen.file_system, Absent) else chosen.file_system
    actual = (
        f"{chosen.letter} is a fixed drive and has {system}."
        if chosen.drive_type == FIXED
        else f"{chosen.letter} is not a fixed drive and has {system}."
    )
    if suits(chosen, context):
        return Passed(actual if told else f"{actual} It has the most room; setup was not told an install location.")
    return Failed(actual, f"Choose an install location on a fixed drive with {wanted}.")


@windows_check(
    "cache-space",
    title="Free space for the cache",
    reads=("volumes",),
    evidence="volumes",
    expects=lambda row, context: f"The install drive has at least {row.number('gb')} GB free.",
    link=pages.REQUIREMENTS,
)
def cache_space(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """Recommended by the documents, demanded by setup's command line."""
    gb = row.number("gb")
    remedy = (
        f"Give the drive {gb} GB of free space, or lift setup's demand with /SkipSpaceCheck where the machines to "
        "protect change little."
    )
    return enough_cache(facts, context, gb, remedy)


@windows_check(
    "install-space",
    title="Free space to install",
    reads=("volumes",),
    evidence="volumes",
    expects=lambda row, context: (
        f"The install drive has at least {row.number('gb')} GB free, and {row.text('second_drive')} "
        f"at least {row.number('second_gb')} GB."
    ),
    link=pages.PHYSICAL_SET_UP,
)
def install_space(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """Without it nothing can be unpacked."""
    chosen = install_volume(facts, context)
    if chosen is None:
        return _NO_DRIVE
    wanted = [(chosen, row.number("gb"))]
    second = volume(facts, row.text("second_drive"))
    if second is not None and second != chosen:
        wanted.append((second, row.number("second_gb")))
    return _space(wanted)


@windows_check(
    "upgrade-space",
    title="Free space to upgrade",
    reads=("asr_products",),
    evidence="volumes",
    expects=lambda row, context: f"The drives of the server and of Windows have at least {row.number('gb')} GB free.",
    link=pages.REQUIREMENTS,
)
def upgrade_space(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Asked only of a host on which a server is installed."""
    server, master_target = found(facts.asr_product(_SERVER)), found(facts.asr_product(_MASTER_TARGET))
    if server is None:
        return NotApplicable("No server is installed that could be upgraded.")
    folders = [part.values.get("InstallDirectory", "") for part in (server, master_target) if part]
    places = (next(filter(None, folders), ""), known(facts.environment).get("SystemDrive", ""))
    drives = list(dict.fromkeys(volume(facts, drive_letter(place)) for place in places))
    outcome = _space([(each, row.number("gb")) for each in drives if each])
    if isinstance(outcome, Passed) and None in drives:
        return Unknown("The evidence does not tell on which drives the server and Windows are.")
    return outcome


@windows_check(
    "retention-space",
    title="Free space for retention data",
    reads=("volumes",),
    evidence="volumes",
    expects=lambda row, context: f"A fixed drive beside the install drive has at least {row.number('gb')} GB free.",
    link=pages.REQUIREMENTS,
)
def retention_space(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """Recommended for failing back; the drive is the master target's."""
    chosen = install_volume(facts, context)
    others = [each for each in known(facts.volumes) if each.drive_type == FIXED and each != chosen]
    roomiest = max(others, key=free, default=None)
    actual = f"{free_text(roomiest)}." if roomiest else "There is no other fixed drive."
    if roomiest and free(roomiest) // GIB >= row.number("gb"):
        return Passed(actual)
    return Failed(actual, f"Add a drive of {row.number('gb')} GB before machines are failed back to this site.")


def enough_cache(facts: WindowsFacts, context: Context, gb: int, remedy: str) -> Outcome:
    """Whether the install drive has so many whole GB free."""
    chosen = install_volume(facts, context)
    if chosen is None:
        return _NO_DRIVE
    actual = f"{free_text(chosen)}."
    measure = Measure("disk", free(chosen), gb * GIB)
    return Passed(actual, measure) if free(chosen) // GIB >= gb else Failed(actual, remedy, measure)


def _space(wanted: list[tuple[Volume, int]]) -> Outcome:
    """Whether each drive has as many GB free as it should."""
    short = [(drive, gb) for drive, gb in wanted if free(drive) < gb * GIB]
    tightest = min((Measure("disk", free(drive), gb * GIB) for drive, gb in wanted), key=_left, default=None)
    if not short:
        return Passed(f"{', '.join(free_text(drive) for drive, _ in wanted)}.", tightest)
    return Failed(
        f"{', '.join(free_text(drive) for drive, _ in short)}.",
        f"Free space so that {' and '.join(f'{drive.letter} has {gb} GB' for drive, gb in short)}.",
        tightest,
    )


def _left(measure: Measure) -> int:
    return measure.value - measure.required
