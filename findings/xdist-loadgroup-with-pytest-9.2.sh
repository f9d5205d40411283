#!/bin/sh
# pytest-xdist 3.8.0 with pytest 9.2.0: `--dist loadgroup` keeps no group together, and says nothing.
#
# Expected: tests with the same mark xdist_group run in one process, in their order, as the documentation says; where the
# two releases did not fit, pip would refuse the pair (3.8.0 asks for pytest>=7.0.0) or pytest would warn.
# Behaviour: the groups are ignored. xdist hands the group to its scheduler by appending "@group" to Item._nodeid; in pytest
# 9.2.0 Item.nodeid is made from another member, so the suffix never arrives. Every test is then its own group: fixtures of a
# module or session are set up in several processes, and tests that must not run at the same time do. With pytest 9.1.1 the
# same command groups. The hook pytest_xdist_make_scheduler with an own LoadScopeScheduling._split_scope works with both.
# Seen: on Python 3.11.7, 2026-11-29
#   pytest 9.2.0: 2 processes ran the group
#   pytest 9.1.1: 1 process ran the group
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/test_group.py" <<'PY'
import os
import time

import pytest


@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(8))
def test_one_of_a_group(number):
    time.sleep(0.2)
    with open(os.environ["RAN"], "a") as ran:
        ran.write(os.environ["PYTEST_XDIST_WORKER"] + "\n")
PY

processes() { # PYTEST-VERSION
    python3 -m venv "$folder/$1"
    "$folder/$1/bin/python" -m pip install --quiet --disable-pip-version-check "pytest==$1" pytest-xdist==3.8.0
    rm -f "$folder/ran"
    (cd "$folder" && RAN=$folder/ran "$folder/$1/bin/python" -m pytest -q -n 2 --dist loadgroup test_group.py >/dev/null)
    sort -u "$folder/ran" | wc -l
}

new=$(processes 9.2.0)
old=$(processes 9.1.1)
echo "pytest 9.2.0: $new processes ran the group"
echo "pytest 9.1.1: $old process ran the group"
[ "$new" -eq 2 ] && [ "$old" -eq 1 ]
