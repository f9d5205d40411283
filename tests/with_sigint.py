"""siteprep as a terminal starts it: SIGINT is heeded, whatever the shell around the tests made of it."""

from __future__ import annotations

import signal

from cli.entry import siteprep

signal.signal(signal.SIGINT, signal.default_int_handler)
siteprep()
