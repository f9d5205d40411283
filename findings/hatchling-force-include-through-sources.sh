#!/bin/sh
# hatchling 1.33.0: what a build hook puts into `force_include` is sent through `sources` once more.
#
# Expected: the target of a build hook's build_data["force_include"] is the file's path in the wheel, as that of the
# configuration's own `force-include` is said to be; `sources` tells where the *selected* files of the project go.
# Behaviour: the target is taken for a path in the project and rewritten by `sources`: with sources = {"parts" = "pkg/parts"}
# the target "parts/made.py" becomes "pkg/parts/made.py", and silently takes the place of the selected file of that name. So
# a hook that replaces files has to name the project's path, not the wheel's.
# Seen: with Python 3.11.7, 2026-11-29
#   pkg/parts/kept.py = "kept by the project"
#   pkg/parts/made.py = "made by the hook"
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check hatchling==1.33.0
mkdir -p "$folder/project/parts"
cd "$folder/project"
echo '"kept by the project"' >parts/kept.py
echo '"of the project"' >parts/made.py
cat >pyproject.toml <<'TOML'
[build-system]
requires = ["hatchling==1.33.0"]
build-backend = "hatchling.build"
[project]
name = "pkg"
version = "1"
[tool.hatch.build.targets.wheel]
packages = ["parts"]
sources = {"parts" = "pkg/parts"}
[tool.hatch.build.targets.wheel.hooks.custom]
TOML
cat >hatch_build.py <<'PY'
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Made(BuildHookInterface):
    def initialize(self, version, build_data):
        made = Path(self.directory, "made-by-the-hook.py")
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text('"made by the hook"\n')
        build_data["force_include"][str(made)] = "parts/made.py"
PY
"$folder/venv/bin/python" -m hatchling build -t wheel -d "$folder/dist" >/dev/null 2>&1
"$folder/venv/bin/python" - "$folder"/dist/*.whl <<'PY'
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as wheel:
    files = {name: wheel.read(name).decode().strip() for name in sorted(wheel.namelist()) if name.endswith(".py")}
for name, text in files.items():
    print(f"{name} = {text}")
sys.exit(files != {"pkg/parts/kept.py": '"kept by the project"', "pkg/parts/made.py": '"made by the hook"'})
PY
