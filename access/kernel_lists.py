"""Published lists of supported kernels: reading them from a folder, and keeping them for the user.

The layout is the one in which they are published (Azure/Azure-SiteRecovery, MobilityAgent/OnPremiseToAzure):
``<agent release>/<OS token>_supported_kernels.txt``, one kernel a line. The user's data folder keeps it.
"""

from __future__ import annotations

import re
from pathlib import Path

from host.errors import UsageError
from preflight.kernel_update import PublishedLists

SUFFIX = "_supported_kernels.txt"
LIMIT = 4 * 1024 * 1024
_RELEASE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){3}")
_TOKEN = re.compile(r"[A-Z][A-Z0-9.-]{2,40}")
_KERNEL = re.compile(r"[0-9][A-Za-z0-9._+~-]{1,120}(:[0-9]{1,3})?")


def user_folder() -> Path:
    """Where the user's lists are kept."""
    from platformdirs import user_data_path

    return user_data_path("siteprep", appauthor=False) / "kernels"


def read_published(path: Path) -> PublishedLists:
    """The lists of a file, of one release's folder, or of a folder of releases. Raises UsageError for anything else."""
    files = [path] if path.is_file() else sorted([*path.glob(f"*{SUFFIX}"), *path.glob(f"*/*{SUFFIX}")])
    if not files:
        raise UsageError(
            f"{path} holds no list of supported kernels.",
            f"Name a file or folder of the published layout: RELEASE/TOKEN{SUFFIX}.",
        )
    found: dict[str, dict[str, frozenset[str]]] = {}
    for file in files:
        release, token = file.absolute().parent.name, file.name.removesuffix(SUFFIX)
        if not _RELEASE.fullmatch(release) or not _TOKEN.fullmatch(token) or not file.name.endswith(SUFFIX):
            raise UsageError(
                f"{file} does not tell its agent release and OS token.", f"Keep the layout RELEASE/TOKEN{SUFFIX}."
            )
        found.setdefault(release, {})[token] = _kernels(file)
    return found


def keep(published: PublishedLists) -> Path:
    """Store lists in the user's data folder, each whole or not at all; the folder is returned."""
    folder = user_folder()
    try:
        for release, lists in published.items():
            place = folder / release
            place.mkdir(parents=True, exist_ok=True)
            for token, kernels in lists.items():
                new = place / f".{token}.new"
                new.write_text("".join(f"{kernel}\n" for kernel in sorted(kernels)), encoding="ascii")
                new.replace(place / f"{token}{SUFFIX}")
    except OSError as error:
        raise UsageError(f"The lists cannot be kept in {folder}: {error.strerror}.", "Make it writable.") from error
    return folder


def load_kept() -> PublishedLists:
    """The lists that the user has taken over; none where there are none. Raises UsageError for damaged ones."""
    folder = user_folder()
    return read_published(folder) if any(folder.glob(f"*/*{SUFFIX}")) else {}


def _kernels(file: Path) -> frozenset[str]:
    try:
        with file.open("rb") as opened:
            data = opened.read(LIMIT + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Check the path and its rights.") from error
    if len(data) > LIMIT:
        raise UsageError(f"{file} is larger than 4 MiB, which no list of kernels is.", "Download it again.")
    kernels = set()
    for number, line in enumerate(data.decode("ascii", "replace").splitlines(), start=1):
        if not (kernel := line.strip()):
            continue
        if not _KERNEL.fullmatch(kernel):
            raise UsageError(
                f"{file}:{number}: The line is no kernel as uname -r prints it.", "Download the list again."
            )
        kernels.add(kernel)
    return frozenset(kernels)
