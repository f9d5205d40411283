"""Commands about processes and time: kill, sleep, ps."""

from __future__ import annotations

import re
import threading
import time
from contextlib import suppress

from lab.shell.call import Call, Command, CommandFailed, UsageProblem
from lab.shell.process import SIGNALS, Process
from lab.shell.signals import signal_number

_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def kill(call: Call) -> int:
    """kill [-s signal | -signal] pid...; a negative pid is a group; -l lists the signals."""
    words = list(call.arguments)
    name = "TERM"
    if words[:1] == ["-l"]:
        for each in [known for known, number in SIGNALS.items() if words[1:] in ([], [str(number)])]:
            call.print(each)
        return 0
    if words[:1] in (["-s"], ["-n"]) and len(words) > 1:
        name, words = words[1], words[2:]
    elif words and words[0] != "--" and words[0].startswith("-"):
        name, words = words[0][1:], words[1:]
    if words[:1] == ["--"]:
        words = words[1:]
    number = signal_number(name)
    if number is None:
        raise UsageProblem(f"invalid signal number or name: {name}")
    if not words:
        raise UsageProblem("usage: kill [-s signal] pid...")

    def deliver(word: str) -> None:
        if not re.fullmatch(r"-?[0-9]+", word):
            raise CommandFailed(f"Illegal number: {word}", 2)
        machine, pid = call.process.machine, int(word)
        if pid <= 0:
            found = machine.deliver_to_group(-pid or call.process.group, number)
        elif found := pid in machine.processes:
            with suppress(KeyError):  # it may end just now
                machine.processes[pid].deliver(number)
        if not found:
            raise CommandFailed(f"({word}) - No such process")

    status = call.each(words, deliver)
    call.process.check()
    return status


def sleep(call: Call) -> int:
    """sleep duration..."""
    if not call.arguments:
        raise UsageProblem("missing operand")
    call.process.wait(threading.Event(), sum(seconds(word) for word in call.arguments))
    return 0


def seconds(text: str) -> float:
    """A duration such as 1.5, 10s, 2m in seconds. Raises UsageProblem."""
    if text in ("infinity", "inf"):
        return float("inf")
    found = re.fullmatch(r"([0-9]*\.?[0-9]+|[0-9]+\.)([smhd]?)", text, re.ASCII)
    if not found:
        raise UsageProblem(f"invalid time interval '{text}'")
    return float(found[1]) * _SECONDS[found[2]]


def ps(call: Call) -> int:
    """ps [-e] [-A] [-f] [-p pid] [-o columns]: the processes of this host."""
    options, words = call.options("eAfwup:o:")
    if any(word not in ("a", "x", "ax", "aux", "w", "ww") for word in words):
        raise UsageProblem(f"unknown operand '{words[0]}'")
    wanted = options.last("-p")
    columns = (options.last("-o") or ("user,pid,ppid,args" if options.has("-f") else "pid,comm")).split(",")
    plain = [column.partition("=")[0] for column in columns]
    if unknown := [column for column in plain if column not in _COLUMNS]:
        raise UsageProblem(f"unknown column '{unknown[0]}'")
    if not all(column.endswith("=") for column in columns):
        call.print(" ".join(f"{_COLUMNS[column]:>7}" if column != plain[-1] else _COLUMNS[column] for column in plain))
    shown = 0
    for process in sorted(call.process.machine.processes.values(), key=lambda process: process.pid):
        if wanted is None or str(process.pid) in wanted.split(","):
            shown += 1
            cells = [_cell(process, column) for column in plain]
            call.print(" ".join([*(f"{cell:>7}" for cell in cells[:-1]), cells[-1]]))
    return int(not shown)


_COLUMNS = {
    "pid": "PID",
    "ppid": "PPID",
    "pgid": "PGID",
    "user": "USER",
    "etimes": "ELAPSED",
    "stat": "STAT",
    "comm": "COMMAND",
    "args": "COMMAND",
    "cmd": "CMD",
}


def _cell(process: Process, column: str) -> str:
    match column:
        case "user":
            return "root"
        case "stat":
            return "S"
        case "etimes":
            return str(int(time.time() - process.started))
        case "comm":
            return process.arguments[0].rpartition("/")[2] if process.arguments else "sh"
        case "args" | "cmd":
            return " ".join(process.arguments) or "sh"
    return str({"pid": process.pid, "ppid": process.parent, "pgid": process.group}[column])


COMMANDS: dict[str, Command] = {"kill": kill, "sleep": sleep, "ps": ps}
