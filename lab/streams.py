"""The three streams of a command, carried by an SSH channel, and how its end is told."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paramiko import Channel

SLICE = 32_704
"""Bytes handed on at once: what fits one SSH packet."""


class ChannelReader(io.RawIOBase):
    """Standard input. Empty once the client ended it or is gone; a slow reader slows the client down."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._channel.recv(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class ChannelWriter(io.RawIOBase):
    """Standard output or error. Writing waits for the client; BrokenPipeError says that the client is gone."""

    def __init__(self, channel: Channel, *, error: bool = False) -> None:
        self._channel = channel
        self._send = channel.sendall_stderr if error else channel.sendall

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        try:
            self._send(bytes(data))
        except (OSError, EOFError) as error:
            raise BrokenPipeError from error
        return len(data)


class CommandStreams:
    """What a practice host's shell reads from and writes to, for one command."""

    def __init__(self, channel: Channel) -> None:
        self.stdin = ChannelReader(channel)
        self.stdout = ChannelWriter(channel)
        self.stderr = ChannelWriter(channel, error=True)
        self._channel = channel

    def ended(self, code: int) -> None:
        """Tell the client how the command ended; a negative code is the number of the signal that ended it."""
        from lab.signals import send_exit_signal

        try:
            if code >= 0:
                self._channel.send_exit_status(code)
            else:
                send_exit_signal(self._channel, -code)
        except (OSError, EOFError):
            return  # the client is gone
