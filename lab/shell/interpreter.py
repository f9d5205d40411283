"""The shell itself: runs syntax trees in a process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lab.shell import patterns
from lab.shell.control import Exit, LoopJump, ShellError
from lab.shell.lifetime import live, run_traps
from lab.shell.parser import Parser
from lab.shell.pipes import new_pipe
from lab.shell.process import SIGNALS
from lab.shell.redirect import RedirectError, redirected
from lab.shell.root import to_text
from lab.shell.simple import run_simple
from lab.shell.source import Source
from lab.shell.state import ShellMemory
from lab.shell.streams import CaptureStream, Stream
from lab.shell.syntax import (
    AndOr,
    Background,
    Case,
    For,
    Function,
    If,
    Loop,
    Node,
    Pipeline,
    Redirect,
    Redirected,
    Sequence,
    Simple,
    Subshell,
    SyntaxProblem,
)
from lab.shell.words import expand_fields, expand_pattern, expand_text


class Interpreter(ShellMemory):
    """One shell in a process of its own."""

    def fork(self, *, background: bool = False) -> Interpreter:
        """A subshell."""
        process = self.process.fork(background=background)
        child = Interpreter(process, self.variables.copy(), self.name, list(self.positional))
        self.copy_to(child)
        return child

    def run_source(self, source: Source) -> int:
        """Run a script, one complete command after another. Raises ShellError for what cannot be parsed."""
        parser = Parser(source)
        status = 0
        while True:
            try:
                command = parser.next_command()
            except SyntaxProblem as problem:
                self.line = source.line
                raise ShellError(str(problem)) from None
            if command is None:
                return status
            status = self.execute(command)

    def execute(self, node: Node, *, final: bool = False) -> int:
        """Run one command; its exit status. `final` says that this process ends with it. Raises Leave and ShellError."""
        self.process.check()
        run_traps(self)
        match node:
            case Simple():
                self.status = self._checked(run_simple(self, node, final=final))
            case Sequence(items):
                self.status = 0 if not items else self.status
                for item in items:
                    self.execute(item)
            case AndOr(left, operator, right):
                with self._testing():
                    self.execute(left)
                if (self.status == 0) == (operator == "&&"):
                    self.execute(right)
            case Pipeline(commands, negated):
                with self._testing(negated):
                    self.status = self.execute(commands[0]) if len(commands) == 1 else self._pipeline(commands)
                self.status = int(not self.status) if negated else self._checked(self.status)
            case Redirected(body, redirects):
                self.status = self._checked(self._redirected(body, redirects))
            case Subshell(body):
                child = self.fork()
                self.status = self._checked(child.process.live(lambda: live(child, lambda: child.execute(body))))
            case Background(body):
                self._background(body)
            case Function(name, body):
                self.functions[name] = body
                self.status = 0
            case If(clauses):
                self._if(clauses)
            case Loop():
                self._loop(node)
            case For():
                self._for(node)
            case Case():
                self._case(node)
        return self.status

    def substitute(self, body: Sequence) -> str:
        """The output of ``$(body)`` without its last newlines."""
        captured = CaptureStream()
        child = self.fork()
        child.tested = 0
        _connect(child, 1, captured)
        self.substitution_status = child.process.live(lambda: live(child, lambda: child.execute(body)))
        self.process.wait(captured.ended)
        return to_text(captured.data.replace(b"\0", b"")).rstrip("\n")

    # Compound commands

    def _redirected(self, body: Node, redirects: tuple[Redirect, ...]) -> int:
        try:
            with redirected(self, redirects):
                return self.execute(body)
        except RedirectError as error:
            self.complain(str(error))
            return error.status

    def _pipeline(self, commands: tuple[Node, ...]) -> int:
        started: list[Interpreter] = []
        source: Stream | None = None
        for position, command in enumerate(commands):
            child = self.fork()
            if source:
                _connect(child, 0, source)
            if position == len(commands) - 1:
                status = child.process.live(_life(child, command))
                break
            source, sink = new_pipe()
            _connect(child, 1, sink)
            child.process.live_in_thread(_life(child, command))
            started.append(child)
        for child in started:
            self.process.wait(child.process.done)
        return status

    def _background(self, body: Node) -> None:
        child = self.fork(background=True)
        child.tested = 0
        child.process.ignored |= {SIGNALS["INT"], SIGNALS["QUIT"]}
        _connect(child, 0, child.process.open(os.devnull))
        self.jobs[child.process.pid] = child.process
        self.last_job = child.process.pid
        child.process.live_in_thread(_life(child, body))
        self.status = 0

    def _if(self, clauses: tuple[tuple[Sequence, Sequence], ...]) -> None:
        for condition, body in clauses:
            with self._testing():
                self.execute(condition)
            if self.status == 0:
                self.execute(body)
                return
        self.status = 0

    def _loop(self, node: Loop) -> None:
        status = 0

        def turn() -> bool:
            nonlocal status
            with self._testing():
                goes_on = (self.execute(node.condition) == 0) != node.until
            if goes_on:
                status = 0
                status = self.execute(node.body)
            else:
                self.status = status
            return goes_on

        self.loops += 1
        while self._turn(turn):
            pass
        self.loops -= 1

    def _for(self, node: For) -> None:
        def turn() -> bool:
            self.assign(node.name, value)
            self.execute(node.body)
            return True

        values = list(self.positional) if node.words is None else expand_fields(self, node.words)
        self.status = 0
        self.loops += 1
        for value in values:
            if not self._turn(turn):
                break
        self.loops -= 1

    def _turn(self, turn: Callable[[], bool]) -> bool:
        """One turn of a loop; False when it was the last."""
        try:
            return turn()
        except LoopJump as jump:
            self.status = 0
            if jump.levels == 1:
                return jump.again
            self.loops -= 1
            raise LoopJump(jump.levels - 1, again=jump.again) from None

    def _case(self, node: Case) -> None:
        subject = expand_text(self, node.subject)
        self.status = 0
        for choices, body in node.items:
            if any(patterns.matches(expand_pattern(self, choice), subject) for choice in choices):
                self.execute(body)
                return

    # set -e

    @contextmanager
    def _testing(self, on: bool = True) -> Iterator[None]:
        self.tested += on
        try:
            yield
        finally:
            self.tested -= on

    def _checked(self, status: int) -> int:
        if status and "e" in self.options and not self.tested:
            raise Exit(status)
        return status


def _life(shell: Interpreter, node: Node) -> Callable[[], int]:
    return lambda: live(shell, lambda: shell.execute(node, final=True))


def _connect(shell: Interpreter, number: int, stream: Stream) -> None:
    before = shell.process.fds.pop(number, None)
    shell.process.fds[number] = stream
    if before:
        before.close()
