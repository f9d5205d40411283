"""siteprep installed from its wheel: it works away from the repository, beside other packages, and leaves when told."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from access.bundle import BundledHost, write_bundle
from host.target import Role, Target
from host.version import __version__
from tests.data.documented import evidence
from tests.installed import Environment, build
from tests.practice import NEEDS_ROOT, ROOT, package_of_checks

UNIFIED_SETUP = ("--dry-run", "/AcceptThirdpartyEULA", "/ServerMode", "PS", "/InstallLocation", "D:\\", "/EnvType",
                 "VMware", "/CSIP", "10.0.0.4", "/PassphraseFilePath", "C:\\p.txt")  # fmt: skip
FORMATS = ("html", "json", "junit", "markdown", "csv", "sarif", "table")
INSTALLER = "installer==1.1.0 --hash=sha256:f55f5728ff61d3dd54dbc5a397cf3f7307cb64b180c20b72afbebf01c9e2c8a0"
"""PyPA's package of that name, which build tools use."""


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel installed; tests leave it as it is."""
    environment = Environment.make(tmp_path_factory.mktemp("installed") / "venv")
    environment.pip("install", wheel)
    return environment


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evidence of one host."""
    path = tmp_path_factory.mktemp("bundle") / "web01.tar.gz"
    write_bundle(path, [BundledHost(Target("web01", "192.0.2.1", role=Role.MOBILITY_AGENT), evidence(), 1.8e9)])
    return path


def done(result: subprocess.CompletedProcess[str], code: int = 0) -> str:
    """What a program printed; it must have ended with `code`."""
    assert result.returncode == code, (result.args, result.stdout, result.stderr)
    return result.stdout


def test_the_commands(installed: Environment, bundle: Path) -> None:
    version = done(installed.run("siteprep", "--version"))
    assert done(installed.run("python", "-m", "siteprep", "--version")) == version == f"siteprep {__version__}\n"
    assert "UCX_SERVER_SETUP.EXE" in done(installed.run("UnifiedSetup", *UNIFIED_SETUP))
    assert "VaultRegistrationFailed" in done(installed.run("siteprep", "explain", "unified-setup:103"))
    assert "linux.root-space" in done(installed.run("siteprep", "requirements", "show", "mobility-agent"))
    assert '"host": "web01"' in done(installed.run("siteprep", "facts", "--from", bundle))
    assert "CSIP" in done(installed.run("siteprep", "compose", "ps", "--options"))


@NEEDS_ROOT
def test_practice_hosts_by_chroot(installed: Environment, tmp_path: Path) -> None:
    """Their first process is a program of its own, of whatever name its package has there."""
    code = "import sys; from pathlib import Path; from siteprep.lab.ways import find_way\n"
    code += "print(find_way(Path(sys.argv[1]), 'chroot'))"
    assert "siteprep.lab.ways.Chroots" in done(installed.run("python", "-c", code, tmp_path))


@pytest.mark.parametrize(("language", "word"), [("en", "Kernel"), ("zh_CN", "内核")])
def test_every_report_in_every_language(
    installed: Environment, bundle: Path, tmp_path: Path, language: str, word: str
) -> None:
    own = {"SITEPREP_JOURNAL": str(tmp_path / "journal.db")}
    kinds = [option for name in FORMATS for option in ("--format", name)]
    options = ("--verbose", "--lang", language, *kinds, "--output", tmp_path / "reports")
    done(installed.run("siteprep", "preflight", "--from", bundle, *options, env=own))
    reports = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "reports").iterdir()}
    assert len(reports) == len(FORMATS)
    reports["report.sarif"] = str(json.loads(reports["report.sarif"]))  # it has escapes for what is not ASCII
    for name, text in reports.items():
        assert ("Kernel" if name == "report.json" else word) in text, name
    again = done(installed.run("siteprep", "report", "show", "last", "--verbose", "--lang", language, env=own))
    assert word in again


@pytest.mark.parametrize("where", ["repository", "installed"])
def test_no_file_is_loaded_as_two_modules(installed: Environment, bundle: Path, tmp_path: Path, where: str) -> None:
    """Every process of these commands notes what it loaded; the demo has processes of its own."""
    place = Environment(Path(sys.prefix)) if where == "repository" else installed
    env = {
        "PYTHONPATH": str(ROOT / "tests" / "loaded_once"),
        "SITEPREP_LOADED": str(tmp_path),
        "SITEPREP_FILES": str(ROOT if where == "repository" else installed.packages / "siteprep"),
        "SITEPREP_JOURNAL": str(tmp_path / "journal.db"),
    }
    everything = [option for name in FORMATS for option in ("--format", name)]
    output = ("--output", tmp_path / "reports")
    done(place.run("siteprep", "preflight", "--from", bundle, *everything, *output, env=env, cwd=tmp_path))
    done(place.run("python", "-m", "siteprep", "explain", "unified-setup:103", env=env, cwd=tmp_path))
    done(place.run("UnifiedSetup", *UNIFIED_SETUP, env=env, cwd=tmp_path))
    if where == "installed":
        done(place.run("siteprep", "demo", env=env, cwd=tmp_path))
    notes = [path.read_text().splitlines() for path in tmp_path.iterdir() if path.name.isdecimal()]
    assert len(notes) == (3 if where == "repository" else 7)
    assert max(int(note[0]) for note in notes) > 150
    assert [line for note in notes for line in note[1:]] == []


def block(language: str, number: int = 0) -> str:
    """One of the examples in the documentation of own checks."""
    page = (ROOT / "docs" / "own-checks.md").read_text()
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    return found[number]


def test_a_package_of_own_checks(wheel: Path, bundle: Path, tmp_path: Path) -> None:
    """The documentation's example is built, installed beside siteprep, tested there and used."""
    project, tests = tmp_path / "project", tmp_path / "tests"
    project.mkdir()
    (project / "pyproject.toml").write_text(block("toml"))
    (project / "our_checks.py").write_text(block("python"))
    tests.mkdir()
    (tests / "test_our_checks.py").write_text(block("python", 1))
    shutil.copy(bundle, tests)
    environment = Environment.make(tmp_path / "venv")
    environment.pip("install", wheel, build(tmp_path / "made", source=project))
    assert "2 passed" in done(environment.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", ".", cwd=tests))
    own = {"SITEPREP_JOURNAL": str(tmp_path / "journal.db")}
    options = ("--only", "ours.*", "--format", "json")
    document = json.loads(done(environment.run("siteprep", "preflight", "--from", bundle, *options, env=own)))
    (finding,) = (each for each in document["hosts"][0]["findings"] if each["id"].startswith("ours."))
    assert (finding["id"], finding["status"]) == ("ours.swap", "pass")


@pytest.mark.parametrize("where", ["repository", "installed"])
def test_mypy_knows_the_types(installed: Environment, tmp_path: Path, where: str) -> None:
    python = sys.executable if where == "repository" else installed.python
    module = tmp_path / "our_checks.py"
    module.write_text(block("python"))
    (tmp_path / "test_our_checks.py").write_text(block("python", 1))

    def mypy() -> subprocess.CompletedProcess[str]:
        options = ("--strict", "--no-incremental", "--python-executable", python)
        line = [sys.executable, "-m", "mypy", *options, "our_checks.py", "test_our_checks.py"]
        return subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)

    assert "no issues found in 2 source files" in done(mypy())
    for right, wrong in (
        ("known(facts.cmdline)", "known(facts.command_line)"),
        ("Severity.WARNING", '"warning"'),
        ('return Passed("The kernel was started without noswap.")', "return Passed(7)"),
    ):
        assert right in block("python")
        module.write_text(module.read_text().replace(right, wrong))
    found = done(mypy(), code=1)
    assert '"LinuxFacts" has no attribute "command_line"' in found
    assert 'has incompatible type "str"; expected "Severity"' in found
    assert '"Passed" has incompatible type "int"; expected "str"' in found
    assert "Found 3 errors in 1 file" in found


def test_checks_that_import_old_names_are_told_the_new_one(
    installed: Environment, bundle: Path, tmp_path: Path
) -> None:
    file = package_of_checks(tmp_path, "import re\n\nfrom preflight.check import Check\n")
    refused = installed.run("siteprep", "preflight", "--from", bundle, env={"PYTHONPATH": str(tmp_path)})
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"{file}:3 imports preflight, which is siteprep's own")
    assert "`from siteprep.api import ...`" in refused.stderr


def test_nothing_is_left_after_an_uninstall(wheel: Path, tmp_path: Path) -> None:
    environment = Environment.make(tmp_path / "venv")
    before = environment.files()
    environment.pip("install", wheel)
    done(environment.run("siteprep", "requirements", "show", "mobility-agent"))
    assert len(environment.files()) > len(before) + 400
    environment.pip("uninstall", "--yes", "siteprep")
    assert environment.files() == before
    assert not (environment.packages / "siteprep").exists()


@pytest.mark.parametrize("way", ["editable", "sdist"])
def test_the_ways_to_install(tmp_path: Path, way: str) -> None:
    environment = Environment.make(tmp_path / "venv")
    source = build(tmp_path / "sdist", "sdist") if way == "sdist" else ROOT
    environment.pip("install", "--no-build-isolation", *(["--editable"] if way == "editable" else []), source)
    assert done(environment.run("siteprep", "--version")) == f"siteprep {__version__}\n"
    assert "UCX_SERVER_SETUP.EXE" in done(environment.run("UnifiedSetup", *UNIFIED_SETUP))
    file = "import preflight as p" if way == "editable" else "from siteprep import preflight as p"
    found = done(environment.run("python", "-c", f"import siteprep.api; {file}; print(p.__file__)"))
    home = ROOT if way == "editable" else environment.packages / "siteprep"
    assert Path(found.strip()) == home / "preflight" / "__init__.py"


@pytest.mark.slow
def test_beside_the_package_that_is_called_installer(wheel: Path, tmp_path: Path) -> None:
    wanted = tmp_path / "installer.txt"
    wanted.write_text(INSTALLER)
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*download, "-r", wanted, "-d", tmp_path / "wheels"], check=True, timeout=120)
    environment = Environment.make(tmp_path / "venv")
    environment.pip("install", *(tmp_path / "wheels").iterdir())
    alone = environment.files()
    environment.pip("install", wheel)
    both = "import installer.utils, siteprep.installer.media as own; print(installer.__version__, own.__name__)"
    assert done(environment.run("python", "-c", both)) == "1.1.0 siteprep.installer.media\n"
    assert "usage:" in done(environment.run("python", "-m", "installer", "--help"))
    assert "UCX_SERVER_SETUP.EXE" in done(environment.run("UnifiedSetup", *UNIFIED_SETUP))
    target = tmp_path / "by-installer"
    done(environment.run("python", "-m", "installer", "--destdir", target, wheel))  # it installs a wheel: ours
    assert len(list(target.rglob("siteprep/api.py"))) == 1
    environment.pip("uninstall", "--yes", "siteprep")
    assert environment.files() == alone
    assert "usage:" in done(environment.run("python", "-m", "installer", "--help"))


@pytest.mark.slow
def test_a_bundle_installs_where_there_is_no_network(tmp_path: Path) -> None:
    run = tmp_path / "bundle" / "run"
    subprocess.run([ROOT / "run", "bundle", run.parent], check=True, capture_output=True, timeout=600)
    nowhere = {
        **os.environ,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9",
        "PIP_NO_COMPILE": "1",  # it takes half of the time
    }
    first = subprocess.run(
        [run, "siteprep", "--version"], env=nowhere, capture_output=True, text=True, timeout=600, check=False
    )
    assert done(first) == f"siteprep {__version__}\n"
    line = [str(run), "UnifiedSetup", *UNIFIED_SETUP]
    again = subprocess.run(line, env=nowhere, capture_output=True, text=True, timeout=60, check=False)
    assert "UCX_SERVER_SETUP.EXE" in done(again)
    assert again.stderr == ""
