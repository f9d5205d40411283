"""Shell variables: values, export, read-only, local scopes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lab.shell.control import ShellError


@dataclass(frozen=True, slots=True)
class State:
    """One variable."""

    value: str | None = None
    exported: bool = False
    readonly: bool = False


class Variables:
    """The variables of one shell."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._states = {name: State(value, exported=True) for name, value in environment.items()}
        self._scopes: list[dict[str, State]] = []

    def copy(self) -> Variables:
        """What a subshell starts with."""
        copied = Variables({})
        copied._states = dict(self._states)
        copied._scopes = [dict(scope) for scope in self._scopes]
        return copied

    def get(self, name: str) -> str | None:
        """The value; None when unset."""
        state = self._states.get(name)
        return state.value if state else None

    def set(self, name: str, value: str) -> None:
        """Assign. Raises ShellError for a read-only variable."""
        state = self._writable(name)
        self._states[name] = State(value, state.exported, state.readonly)

    def unset(self, name: str) -> None:
        """Forget a variable. Raises ShellError for a read-only one."""
        self._writable(name)
        self._states.pop(name, None)

    def mark(self, name: str, *, exported: bool = False, readonly: bool = False) -> None:
        """Export a variable or make it read-only."""
        state = self._states.get(name, State())
        self._states[name] = State(state.value, state.exported or exported, state.readonly or readonly)

    def marked(self, *, readonly: bool) -> dict[str, str | None]:
        """The read-only variables, or the exported ones."""
        return {
            name: state.value
            for name, state in sorted(self._states.items())
            if (state.readonly if readonly else state.exported)
        }

    def environment(self) -> dict[str, str]:
        """What a program started now inherits."""
        return {name: s.value for name, s in self._states.items() if s.exported and s.value is not None}

    def everything(self) -> dict[str, str]:
        """All variables that have a value, in order of name."""
        return {name: state.value for name, state in sorted(self._states.items()) if state.value is not None}

    def states(self, names: Iterable[str]) -> dict[str, State]:
        """What `restore` needs to undo changes to these variables."""
        return {name: self._states.get(name, State()) for name in names}

    def restore(self, states: Mapping[str, State]) -> None:
        """Give variables back what they were."""
        for name, state in states.items():
            if state == State():
                self._states.pop(name, None)
            else:
                self._states[name] = state

    def enter(self) -> None:
        """A function begins."""
        self._scopes.append({})

    def leave(self) -> None:
        """A function ends: its local variables get back what they were."""
        self.restore(self._scopes.pop())

    def make_local(self, name: str) -> None:
        """Restore this variable when the function ends. Raises ShellError outside a function."""
        if not self._scopes:
            raise ShellError("local: not in a function")
        self._scopes[-1].setdefault(name, self._states.get(name, State()))

    def _writable(self, name: str) -> State:
        state = self._states.get(name, State())
        if state.readonly:
            raise ShellError(f"{name}: is read only")
        return state
