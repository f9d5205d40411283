"""The shell itself: runs syntax trees in a process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from lab.shell.compound import run_case, run_for, run_if, run_loop
from lab.shell.control import Exit, ShellError
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
        """Run one command; its exit status. With `final` this process ends with it. Raises Leave and ShellError."""
        self.process.check()
        match node:
            case Simple():
                self.status = self._checked(run_simple(self, node, final=final))
            case Sequence(items):
                self.status = 0 if not items else self.status
                for position, item in enumerate(items, 1):
                    self.execute(item, final=final and position == len(items))
            case AndOr(left, operator, right):
                with self.testing():
                    self.execute(left)
                if (self.status == 0) == (operator == "&&"):
                    self.execute(right)
            case Pipeline(commands, negated):
                with self.testing(negated):
                    self.status = self.execute(commands[0]) if len(commands) == 1 else self._pipeline(commands)
                self.status = int(not self.status) if negated else self._checked(self.status)
            case Redirected(body, redirects):
                self.status = self._checked(self._redirected(body, redirects))
            case Subshell(body):
                child = self.fork()
                self.status = self._checked(child.process.live(_life(child, body)))
            case Background(body):
                self._background(body)
            case Function(name, body):
                self.functions[name] = body
                self.status = 0
            case If():
                run_if(self, node)
            case Loop():
                run_loop(self, node)
            case For():
                run_for(self, node)
            case Case():
                run_case(self, node)
        run_traps(self)
        return self.status

    def substitute(self, body: Sequence) -> str:
        """The output of ``$(body)`` without its last newlines."""
        captured = CaptureStream()
        child = self.fork()
        child.tested = 0
        child.process.connect(1, captured)
        self.substitution_status = child.process.live(_life(child, body))
        self.process.wait(captured.ended)
        return to_text(bytes(captured.data).replace(b"\0", b"")).rstrip("\n")

    # Compound commands

    def _redirected(self, body: Node, redirects: tuple[Redirect, ...]) -> int:
        with ExitStack() as until_done:
            try:
                until_done.enter_context(redirected(self, redirects))
            except RedirectError as error:
                self.complain(str(error))
                return error.status
            return self.execute(body)

    def _pipeline(self, commands: tuple[Node, ...]) -> int:
        started: list[Interpreter] = []
        source: Stream | None = None
        for position, command in enumerate(commands):
            child = self.fork()
            if source:
                child.process.connect(0, source)
            if position == len(commands) - 1:
                status = child.process.live(_life(child, command))
                break
            source, sink = new_pipe()
            child.process.connect(1, sink)
            child.process.live_in_thread(_life(child, command))
            started.append(child)
        for child in started:
            self.process.wait(child.process.done)
        return status

    def _background(self, body: Node) -> None:
        child = self.fork(background=True)
        child.tested = 0
        child.process.ignored |= {SIGNALS["INT"], SIGNALS["QUIT"]}
        child.process.connect(0, child.process.open(os.devnull))
        self.jobs[child.process.pid] = child.process
        self.last_job = child.process.pid
        child.process.live_in_thread(_life(child, body))
        self.status = 0

    # set -e

    @contextmanager
    def testing(self, on: bool = True) -> Iterator[None]:
        """Inside the block a failure is looked at, so ``set -e`` lets it pass."""
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
