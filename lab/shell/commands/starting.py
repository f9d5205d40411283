"""Commands that start other commands: env, printenv, nohup, setsid, timeout, nice, xargs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from lab.shell.call import Call, Command, CommandFailed, UsageProblem
from lab.shell.commands.processes import seconds
from lab.shell.process import SIGNALS
from lab.shell.root import to_text
from lab.shell.signals import signal_number


def become(call: Call, arguments: list[str], environment: dict[str, str] | None = None) -> int:
    """Run another program in this call's place; its exit status."""
    from lab.shell.launch import launch  # it needs the table of commands, and so this module

    call.flush()
    return launch(call.process, arguments, call.environment if environment is None else environment)


def env(call: Call) -> int:
    """env [-i] [-u name] [name=value...] [command [argument...]]."""
    options, words = call.options("iu:", ["ignore-environment", "unset="], mixed=False)
    environment = {} if options.has("-i", "--ignore-environment") or words[:1] == ["-"] else dict(call.environment)
    words = words[1:] if words[:1] == ["-"] else words
    for name in options.all("-u", "--unset"):
        environment.pop(name, None)
    while words and "=" in words[0]:
        name, _, environment[name] = words.pop(0).partition("=")
    if words:
        return become(call, words, environment)
    for name, value in environment.items():
        call.print(f"{name}={value}")
    return 0


def printenv(call: Call) -> int:
    """printenv [name...]."""
    _, names = call.options()
    for name, value in call.environment.items():
        if not names:
            call.print(f"{name}={value}")
    for name in names:
        if name in call.environment:
            call.print(call.environment[name])
    return int(any(name not in call.environment for name in names))


def nohup(call: Call) -> int:
    """nohup command [argument...]."""
    _, words = call.options(mixed=False)
    if not words:
        raise UsageProblem("missing operand")
    call.process.ignored.add(SIGNALS["HUP"])
    return become(call, words)


def setsid(call: Call) -> int:
    """setsid [-w] [-f] command [argument...]: in a process group of its own."""
    options, words = call.options("wf", ["wait", "fork"], mixed=False)
    if not words:
        raise UsageProblem("no command specified")
    if not options.has("-f", "--fork"):
        call.process.group = call.process.pid
        return become(call, words)
    child = call.process.fork(background=True)
    child.group = child.pid
    child.live_in_thread(_life(Call(child, [call.name], call.environment), words))
    return 0


def timeout(call: Call) -> int:
    """timeout [-s signal] [-k duration] duration command [argument...]; 124 when the time was up."""
    options, words = call.options("s:k:", ["signal=", "kill-after=", "foreground", "preserve-status"], mixed=False)
    if len(words) < 2:
        raise UsageProblem("missing operand")
    signal = signal_number(options.last("-s", "--signal") or "TERM")
    if signal is None:
        raise UsageProblem("invalid signal")
    limit = seconds(words[0])
    grace = options.last("-k", "--kill-after")
    child = call.process.fork()
    child.group = child.pid
    child.live_in_thread(_life(Call(child, [call.name], call.environment), words[1:]))
    if call.process.wait(child.done, limit or None):
        return child.status
    call.process.machine.deliver_to_group(child.group, signal)
    if grace is not None and not call.process.wait(child.done, seconds(grace)):
        call.process.machine.deliver_to_group(child.group, SIGNALS["KILL"])
        call.process.wait(child.done)
        return 128 + SIGNALS["KILL"]
    call.process.wait(child.done)
    if options.has("--preserve-status"):
        return child.status
    return 128 + signal if signal == SIGNALS["KILL"] else 124


def nice(call: Call) -> int:
    """nice [-n number] command [argument...]: priorities do not exist here."""
    _, words = call.options("n:", mixed=False)
    if not words:
        call.print("0")
        return 0
    return become(call, words)


def xargs(call: Call) -> int:
    """xargs [-0] [-r] [-n count] [-I text] [command [argument...]]."""
    options, words = call.options("0rn:I:t", ["null", "no-run-if-empty"], mixed=False)
    words = words or ["echo"]
    text = to_text(call.content())
    replaced = options.last("-I")
    if options.has("-0", "--null"):
        items = text.removesuffix("\0").split("\0") if text else []
    elif replaced is not None:
        items = [line.lstrip(" \t") for line in text.split("\n") if line.strip(" \t")]
    else:
        items = _unquoted(text)
    if replaced is not None:
        commands = [[word.replace(replaced, item) for word in words] for item in items]
    elif items or not options.has("-r", "--no-run-if-empty"):
        size = int(options.last("-n") or len(items) or 1)
        commands = [[*words, *items[at : at + size]] for at in range(0, max(len(items), 1), size)]
    else:
        commands = []
    status = 0
    for command in commands:
        child = call.process.fork()
        child.connect(0, child.open(os.devnull))
        ended = child.live(_life(Call(child, [call.name], call.environment), command))
        if ended in (126, 127, 255):
            return 124 if ended == 255 else ended
        status = 123 if ended else status
    return status


def _life(call: Call, words: list[str]) -> Callable[[], int]:
    return lambda: become(call, words)


def _unquoted(text: str) -> list[str]:
    items = []
    for found in re.finditer(r"""(?:[^ \t\n'"\\]|\\.|'[^'\n]*'|"[^"\n]*")+|(['"])""", text, re.DOTALL):
        if found[1]:
            raise CommandFailed("unmatched quote")
        items.append(re.sub(r"""\\(.)|'([^']*)'|"([^"]*)\"""", _plain, found[0], flags=re.DOTALL))
    return items


def _plain(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3] or ""


COMMANDS: dict[str, Command] = {
    "env": env,
    "printenv": printenv,
    "nohup": nohup,
    "setsid": setsid,
    "timeout": timeout,
    "nice": nice,
    "xargs": xargs,
}
