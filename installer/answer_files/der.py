"""How much work a PKCS#12 file asks for before it can be opened, read from its DER without doing any of it."""

from __future__ import annotations

from collections.abc import Iterator

_INTEGER, _OCTETS, _CONSTRUCTED = 0x02, 0x04, 0x20
_DEEPEST = 32


def key_work(data: bytes) -> int:
    """The sum of all numbers that follow a salt, which are the rounds of the key derivations.

    Raises ValueError for what is not DER.
    """
    return _work(memoryview(data), 0)


def _work(data: memoryview, depth: int) -> int:
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    total = 0
    before = 0
    for tag, value in _elements(data):
        if tag & _CONSTRUCTED:
            total += _work(value, depth + 1)
        elif (
            tag == _OCTETS and value.nbytes and value[0] == 0x30
        ):  # the contents of a PKCS#12 file are DER within octets
            try:
                total += _work(value, depth + 1)
            except ValueError:
                before = tag  # random octets that only begin like DER
                continue
        elif tag == _INTEGER and before == _OCTETS:
            total += int.from_bytes(value[:8])
        before = tag
    return total


def _elements(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    place = 0
    while place < len(data):
        if place + 2 > len(data):
            raise ValueError("cut short")
        tag, length = data[place], data[place + 1]
        place += 2
        if length & 0x80:
            size = length & 0x7F
            if not 1 <= size <= 4 or place + size > len(data):
                raise ValueError("a length that DER does not have here")
            length = int.from_bytes(data[place : place + size])
            place += size
        if place + length > len(data):
            raise ValueError("cut short")
        yield tag, data[place : place + length]
        place += length
