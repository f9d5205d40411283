"""The registry values that the collector asked for one by one, and the keys whose presence it noted."""

from __future__ import annotations

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.windows_settings import Number, Text
from windows.parse.records import Record, flag, number, some_records, strings

_NUMBERS = ("DWord", "QWord")
_TEXTS = ("String", "ExpandString")


class Registry:
    """Values by key and name, in whatever case. A value of another type than asked for is Unknown."""

    def __init__(self, evidence: Evidence, section: str = "registry") -> None:
        found = some_records(evidence, section)
        self._problem = found if isinstance(found, Unknown) else None
        rows = () if isinstance(found, Unknown) else found
        self._values = {(row.get("Key", "").lower(), row.get("Name", "").lower()): row for row in rows}
        self._keys = some_records(evidence, "keys")

    def number(self, key: str, name: str) -> Number:
        """A DWORD or QWORD."""
        row = self._value(key, name, _NUMBERS)
        return row if isinstance(row, Absent | Unknown) else number(row, "Data")

    def text(self, key: str, name: str) -> Text:
        """A string, perhaps an empty one."""
        row = self._value(key, name, _TEXTS)
        return row if isinstance(row, Absent | Unknown) else row.get("Data", "")

    def texts(self, key: str, name: str) -> tuple[str, ...] | Absent | Unknown:
        """The strings of a multi-string."""
        row = self._value(key, name, ("MultiString",))
        return row if isinstance(row, Absent | Unknown) else strings(row.get("Data", ""))

    def present(self, key: str) -> bool | Unknown:
        """Whether a key is there."""
        if isinstance(self._keys, Unknown):
            return self._keys
        row = next((row for row in self._keys if row.get("Key", "").lower() == key.lower()), None)
        if row is None:
            return Unknown(f"The evidence does not tell of the registry key {key}.")
        return (
            Unknown(f"The registry key {key} could not be read: {row['Error']}")
            if "Error" in row
            else flag(row, "Present")
        )

    def _value(self, key: str, name: str, types: tuple[str, ...]) -> Record | Absent | Unknown:
        if self._problem is not None:
            return self._problem
        row = self._values.get((key.lower(), name.lower()))
        what = f"The registry value {name} of {key}"
        if row is None:
            return Unknown(f"{what} is not in the evidence.")
        state = row.get("State")
        if state in ("no key", "no value"):
            return Absent()
        if state != "value":
            return Unknown(f"{what} could not be read: {row.get('Error', 'the host does not say why')}")
        if row.get("Type") not in types:
            return Unknown(f"{what} is of the type {row.get('Type')}, which it should not be.")
        return row
