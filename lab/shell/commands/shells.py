"""sh, dash, bash: a shell as a program."""

from __future__ import annotations

import stat
from collections.abc import Callable

from lab.shell.call import Call, Command
from lab.shell.control import ShellError
from lab.shell.root import to_text
from lab.shell.source import Source

_NOT_EXECUTABLE = 126
_NOT_FOUND = 127


def sh(call: Call) -> int:
    """sh [-c command [name]] [-s] [-eufxa] [file] [argument...]."""
    from lab.shell.builtin_state import set_  # these need the table of commands, and so this module
    from lab.shell.interpreter import Interpreter
    from lab.shell.lifetime import live

    flags: list[str] = []
    words = call.arguments
    command = standard_input = False
    while words and len(words[0]) > 1 and words[0][0] in "-+":
        word, *words = words
        if word == "--":
            break
        letters = word[1:]
        command = command or "c" in letters
        standard_input = standard_input or "s" in letters
        if kept := letters.translate(str.maketrans("", "", "csl")):
            flags.append(word[0] + kept)
            if "o" in kept and words:
                flags.append(words.pop(0))
    if command:
        if not words:
            call.complain("-c requires an argument")
            return 2
        source, *words = words
        name, words = (words[0], words[1:]) if words else (call.name, [])
        script = Source(source)
    elif words and not standard_input:
        name, *words = words
        text = _file(call, name)
        if isinstance(text, int):
            return text
        script = Source(text)
    else:
        name = call.name
        script = Source("", _standard_input(call))
    variables = Interpreter.inherited(call.process, call.environment)
    shell = Interpreter(call.process, variables, name, words)
    try:
        set_(shell, [*flags, "--", *words])
    except ShellError as error:
        call.complain(str(error))
        return 2
    return live(shell, lambda: shell.run_source(script))


def _file(call: Call, name: str) -> str | int:
    try:
        if stat.S_ISDIR(call.process.stat(name).st_mode):
            call.complain(f"{name}: Is a directory")
            return _NOT_EXECUTABLE
        return call.process.read_text(name)
    except FileNotFoundError:
        call.complain(f"cannot open {name}: No such file")
        return _NOT_FOUND
    except OSError as error:
        call.complain(f"cannot open {name}: {error.strerror}")
        return _NOT_EXECUTABLE


def _standard_input(call: Call) -> Callable[[], str]:
    """Line by line, so that the script's commands find what follows them."""
    return lambda: to_text(call.process.stream(0).read_line(call.process.check))


COMMANDS: dict[str, Command] = {"sh": sh, "dash": sh, "bash": sh}
