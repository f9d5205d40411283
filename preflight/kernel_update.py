"""Newer lists of supported kernels laid over the ones that siteprep carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from preflight.kernels import KernelData, ListChange, resolve

PublishedLists = Mapping[str, Mapping[str, frozenset[str]]]
"""By agent release in full (9.66.7643.1), then by token: the whole list of that release."""


def with_lists(data: KernelData, published: PublishedLists) -> KernelData:
    """The data with the releases added that it does not know; a list of a release that it knows is kept as it is."""
    lists = {token: list(changes) for token, changes in data.lists.items()}
    new = sorted((release for release in published if release not in data.releases), key=_numbers)
    for release in new:
        for token, kernels in published[release].items():
            changes = lists.setdefault(token, [])
            before = resolve(changes, release) or frozenset()
            changes.append(ListChange(release, kernels - before, before - kernels))
            changes.sort(key=lambda change: _numbers(change.release))
    releases = tuple(sorted((*data.releases, *new), key=_numbers))
    return replace(data, lists={token: tuple(changes) for token, changes in lists.items()}, releases=releases)


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))
