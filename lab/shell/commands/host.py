"""Commands that say who and where one is: id, whoami, hostname, uname, date, locale."""

from __future__ import annotations

import calendar
import os
import re
import time

from lab.shell.call import Call, Command, CommandFailed, UsageProblem


def id_(call: Call) -> int:
    """id [-u] [-g] [-G] [-n]: root."""
    options, operands = call.options("ugGnr")
    if operands and operands[0] not in ("root", "0"):
        raise CommandFailed(f"'{operands[0]}': no such user")
    if options.has("-u", "-g", "-G"):
        call.print("root" if options.has("-n") else "0")
    else:
        call.print("uid=0(root) gid=0(root) groups=0(root)")
    return 0


def whoami(call: Call) -> int:
    """whoami: root."""
    call.options()
    call.print("root")
    return 0


def hostname(call: Call) -> int:
    """hostname [-s] [-f]."""
    options, operands = call.options("sfid")
    if operands:
        raise CommandFailed("the name of a practice host cannot be changed")
    name = call.process.machine.hostname
    short, _, domain = name.partition(".")
    call.print(
        short if options.has("-s") else domain if options.has("-d") else "127.0.0.1" if options.has("-i") else name
    )
    return 0


def uname(call: Call) -> int:
    """uname [-a] [-s] [-n] [-r] [-v] [-m] [-p] [-i] [-o]."""
    options, operands = call.options("asnrvmpio")
    if operands:
        raise UsageProblem(f"extra operand '{operands[0]}'")
    real = os.uname()
    parts = {
        "-s": "Linux",
        "-n": call.process.machine.hostname,
        "-r": real.release,
        "-v": real.version,
        "-m": real.machine,
        "-o": "GNU/Linux",
    }
    chosen = [value for letter, value in parts.items() if options.has(letter, "-a")]
    chosen += ["unknown" for letter in ("-p", "-i") if options.has(letter)]
    call.print(" ".join(chosen) or "Linux")
    return 0


def date(call: Call) -> int:
    """date [-u] [-d @seconds] [-r file] [+format]. The clock of a practice host runs in UTC."""
    options, operands = call.options("ud:r:", ["utc", "date="])
    if options.has("-r"):
        now = call.process.stat(options.last("-r") or "").st_mtime
    else:
        now = _moment(options.last("-d", "--date") or "now")
    form = "+%a %b %e %H:%M:%S UTC %Y"
    if operands:
        form = operands[0]
    if not form.startswith("+"):
        raise CommandFailed("the clock of a practice host cannot be set")
    own = {"s": str(int(now)), "N": f"{int(now % 1 * 1e9):09d}", "Z": "UTC", "z": "+0000"}
    template = re.sub(r"%([sNZz%])", lambda found: own.get(found[1], "%%"), form[1:])
    call.print(time.strftime(template, time.gmtime(now)))
    return 0


def _moment(text: str) -> float:
    if text == "now":
        return time.time()
    if re.fullmatch(r"@-?[0-9]+(\.[0-9]+)?", text):
        return float(text[1:])
    found = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:Z| UTC)?)?", text)
    if not found:
        raise CommandFailed(f"invalid date '{text}'")
    return calendar.timegm(time.strptime(f"{found[1]} {found[2] or '00:00:00'}", "%Y-%m-%d %H:%M:%S"))


def locale(call: Call) -> int:
    """locale [-a]."""
    options, operands = call.options("am")
    if operands:
        raise CommandFailed(f"unknown name '{operands[0]}'")
    if options.has("-a"):
        for name in ("C", "C.utf8", "POSIX"):
            call.print(name)
        return 0
    language = call.environment.get("LANG", "")
    call.print(f"LANG={language}")
    for category in ("CTYPE", "NUMERIC", "TIME", "COLLATE", "MONETARY", "MESSAGES"):
        name = f"LC_{category}"
        call.print(
            f"{name}=" + (call.environment.get("LC_ALL") or call.environment.get(name) or f'"{language or "C"}"')
        )
    call.print(f"LC_ALL={call.environment.get('LC_ALL', '')}")
    return 0


COMMANDS: dict[str, Command] = {
    "id": id_,
    "whoami": whoami,
    "hostname": hostname,
    "uname": uname,
    "date": date,
    "locale": locale,
}
