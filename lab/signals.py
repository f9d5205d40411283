"""Telling an SSH client that a signal ended its command (RFC 4254, section 6.10)."""

from __future__ import annotations

import signal
from typing import Any

import paramiko
from paramiko.common import cMSG_CHANNEL_REQUEST


def send_exit_signal(channel: Any, number: int) -> None:
    """Send the exit-signal request. paramiko has none for servers, so it is put together here."""
    message = paramiko.Message()
    message.add_byte(cMSG_CHANNEL_REQUEST)
    message.add_int(channel.remote_chanid)
    message.add_string("exit-signal")
    message.add_boolean(False)
    message.add_string(signal.Signals(number).name.removeprefix("SIG"))
    message.add_boolean(False)
    message.add_string("")
    message.add_string("")
    channel.transport._send_user_message(message)
