"""``python -m siteprep``, and where the console scripts begin."""

from __future__ import annotations

from cli.entry import siteprep, unified_setup

__all__ = ["siteprep", "unified_setup"]

if __name__ == "__main__":
    siteprep()
