"""Python programs of the tests, started in a moment: forked from a process that has imported siteprep already.

They are processes like others, with arguments, environment, folder and streams of their own. What a fresh interpreter
spends on imports, over a second of CPU for every command, is spent once.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import runpy
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
_MOST = 1 << 20


def run_python(
    arguments: Sequence[str],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    timeout: float = 300,
) -> subprocess.CompletedProcess[str]:
    """Run ``python ARGUMENTS``, which begin with ``-m MODULE`` or with a file, to its end; its output is captured.

    Raises subprocess.TimeoutExpired after the program was killed.
    """
    asked = {"arguments": list(arguments), "cwd": str(cwd), "env": dict(os.environ if env is None else env)}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as output,
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        Path(os.devnull).open("rb") as nothing,
        socket.socket(socket.AF_UNIX) as connection,
    ):
        connection.connect(_server())
        streams = [nothing.fileno(), output.fileno(), errors.fileno()]
        socket.send_fds(connection, [json.dumps(asked).encode()], streams)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(timeout)
        answer = connection.makefile("r")
        pid = int(answer.readline())
        try:
            code = int(answer.readline())
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired(list(arguments), timeout) from None
        output.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(list(arguments), code, output.read(), errors.read())


@cache
def _server() -> str:
    """Start the warm process of this process and give its address; it ends with this process, whose pipe it reads."""
    folder = tempfile.mkdtemp(prefix="siteprep-warm-")
    address = str(Path(folder, "socket"))
    process = subprocess.Popen(
        [sys.executable, __file__, address], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return address


def _serve(address: str) -> None:
    """Fork a process for every connection until standard input ends."""
    _import_all()
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener, selectors.DefaultSelector() as ready:
        listener.bind(address)
        listener.listen(64)
        ready.register(listener, selectors.EVENT_READ)
        ready.register(sys.stdin, selectors.EVENT_READ)
        print("ready", flush=True)
        while not any(key.fileobj is sys.stdin for key, _ in ready.select()):
            connection, _ = listener.accept()
            with connection:
                if os.fork() == 0:
                    listener.close()
                    _attend(connection)
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass  # those that have ended
    shutil.rmtree(Path(address).parent)


def _attend(connection: socket.socket) -> None:
    """Run one program in a process of its own and tell its process id, then its exit code."""
    data, streams, _, _ = socket.recv_fds(connection, _MOST, 3)
    while more := connection.recv(_MOST):
        data += more
    asked = json.loads(data)
    pid = os.fork()
    if pid == 0:
        connection.close()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(asked["cwd"])
        os.environ.clear()
        os.environ.update(asked["env"])
        _become(asked["arguments"])
    connection.sendall(f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(arguments: list[str]) -> None:
    """Run a module or file as the main program, and end as Python would."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        setattr(sys, name, open(getattr(sys, f"__{name}__").fileno(), mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    sys.path[1:1] = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    code: object = 0
    try:
        if arguments[0] == "-m":
            sys.argv = ["", *arguments[2:]]
            runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = arguments
            runpy.run_path(arguments[0], run_name="__main__")
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as Python itself ends
        traceback.print_exc()
        code = 1
    if not isinstance(code, int | None):
        print(code, file=sys.stderr)
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit((code or 0) & 0xFF)


def _import_all() -> None:
    """Import every module of siteprep that a command may need, and the libraries that they import when they work."""
    sys.path[0] = str(ROOT)
    for package in ("access", "cli", "fleet", "host", "installer", "linux", "preflight", "report", "windows"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if "migrations" not in name:
                importlib.import_module(name)
    for name in ("alembic.command", "jinja2", "paramiko", "sqlalchemy.dialects.sqlite", "winrm", "rich.table"):
        importlib.import_module(name)


if __name__ == "__main__":
    _serve(sys.argv[1])
