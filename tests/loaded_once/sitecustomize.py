"""Put on PYTHONPATH: at its end every Python process writes down which of siteprep's files it loaded as two modules.

SITEPREP_LOADED names the folder for the notes, one file a process: how many of the files below SITEPREP_FILES it
loaded, and then a line for each that has several modules. Libraries are not looked at.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections import defaultdict
from pathlib import Path


def _note() -> None:
    below = os.environ["SITEPREP_FILES"] + os.sep
    modules: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for name, module in list(sys.modules.items()):
        file = os.path.realpath(getattr(module, "__file__", None) or "")
        if file.startswith(below) and "site-packages" not in file.removeprefix(below):
            modules[file][id(module)] = name
    twice = [f"{file}: {', '.join(names.values())}" for file, names in modules.items() if len(names) > 1]
    Path(os.environ["SITEPREP_LOADED"], str(os.getpid())).write_text("\n".join([str(len(modules)), *twice]))


atexit.register(_note)
