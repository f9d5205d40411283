"""grep, egrep, fgrep."""

from __future__ import annotations

import re

from lab.shell.call import Call, Command, Options, UsageProblem
from lab.shell.commands.regex import compiled
from lab.shell.root import to_bytes, to_text


def grep(call: Call) -> int:
    """grep with -E -F -G -i -v -x -w -c -q -s -o -n -l -L -h -H -m -e -f; 0 found, 1 not found, 2 trouble."""
    options, operands = call.options("EFGivxwcqsonlLhHm:e:f:a")
    sources = [line for text in options.all("-e") for line in text.split("\n")]
    for path in options.all("-f"):
        sources += [to_text(line) for line in call.lines(path)]
    if not options.has("-e", "-f"):
        if not operands:
            raise UsageProblem("usage: grep [option...] pattern [file...]")
        sources, operands = operands[0].split("\n"), operands[1:]
    patterns = [_pattern(call, options, source) for source in sources]
    files = operands or ["-"]
    named = (len(files) > 1 or options.has("-H")) and not options.has("-h")
    found = trouble = False
    for path in files:
        try:
            found = _search(call, options, patterns, path, named=named) or found
        except BrokenPipeError:
            raise
        except OSError as error:
            trouble = True
            if not options.has("-s"):
                call.complain(f"{path}: {error.strerror}")
        if found and options.has("-q"):
            return 0
    return 2 if trouble else int(not found)


def _pattern(call: Call, options: Options, source: str) -> re.Pattern[bytes]:
    extended = options.has("-E") or call.name == "egrep"
    if options.has("-F") or call.name == "fgrep":
        inner = compiled(re.sub(r"([\\.\[\]*^$+?(){}|])", r"\\\1", source), extended=True)
    else:
        inner = compiled(source, extended=extended)
    text = inner.pattern
    if options.has("-x"):
        text = rb"\A(?:" + text + rb")\Z"
    elif options.has("-w"):
        text = rb"(?<!\w)(?:" + text + rb")(?!\w)"
    return re.compile(text, re.IGNORECASE if options.has("-i") else 0)


def _search(call: Call, options: Options, patterns: list[re.Pattern[bytes]], path: str, *, named: bool) -> bool:
    prefix = to_bytes(f"{'(standard input)' if path == '-' else path}:") if named else b""
    most = int(options.last("-m") or -1)
    silent = options.has("-c", "-q", "-l", "-L")
    count = 0
    for number, line in enumerate(call.lines(path), 1):
        if count == most:
            break
        hits = [hit for pattern in patterns for hit in pattern.finditer(line)]
        if (not hits) != options.has("-v"):
            continue
        count += 1
        if options.has("-q", "-l"):
            break
        if silent:
            continue
        head = prefix + (b"%d:" % number if options.has("-n") else b"")
        if options.has("-o"):
            for hit in sorted((hit for hit in hits if hit[0]), key=lambda hit: hit.start()):
                call.write(head + hit[0] + b"\n")
        else:
            call.write(head + line + b"\n")
    if options.has("-c"):
        call.write(prefix + b"%d\n" % count)
    elif options.has("-L" if not count else "-l"):
        call.print("(standard input)" if path == "-" else path)
    return count > 0


COMMANDS: dict[str, Command] = {"grep": grep, "egrep": grep, "fgrep": grep}
