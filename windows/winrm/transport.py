"""The HTTP below a session: pywinrm's transport with pinned certificates and bounded, harmless answers."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from winrm.exceptions import InvalidCredentialsError, WinRMError, WinRMTransportError
from winrm.transport import Transport

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes of one HTTP answer; the host's own envelope limit is far below it."""


_BAD_REQUEST = 400


class HostileAnswer(WinRMError):
    """The answer is too large, or declares what no answer of the service declares."""


class CarefulTransport(Transport):
    """A transport that trusts one certificate alone where it is told which, and signs in again where it must.

    A server forgets who signed in when it closes a connection that was idle; what it refuses then it did not do.
    """

    def __init__(self, *, fingerprint: str | None, **settings: Any) -> None:
        super().__init__(**settings)
        self._fingerprint = fingerprint
        self._mounted: requests.Session | None = None
        self._signed_in = False

    def send_message(self, message: str | bytes) -> bytes:
        """The answer to a message. Raises what pywinrm raises, and HostileAnswer."""
        try:
            answer = self._send_checked(message)
        except (InvalidCredentialsError, WinRMTransportError) as error:
            if not (self._signed_in and _was_not_understood(error)):
                raise
            self.close_session()
            answer = self._send_checked(message)
        self._signed_in = True
        return answer

    def close_session(self) -> None:
        """Close the connection; the next message opens another one."""
        super().close_session()
        self.encryption = None
        self._signed_in = False

    def _send_checked(self, message: str | bytes) -> bytes:
        try:
            answer = super().send_message(message)
        except WinRMTransportError as error:
            _check(error.response_text.encode())
            if error.response_text:
                self._signed_in = True  # a fault is an answer to somebody who was let in
            raise
        _check(answer)
        return answer

    def _send_message_request(
        self, session: requests.Session, prepared_request: requests.PreparedRequest
    ) -> requests.Response:
        if self._mounted is not session:  # also the messages that set up encryption come by here
            adapter = _Adapter(self._fingerprint)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            session.trust_env = False  # no proxy and no password file that nobody named
            self._mounted = session
        return super()._send_message_request(session, prepared_request)


class _Adapter(HTTPAdapter):
    def __init__(self, fingerprint: str | None) -> None:
        self._pool: dict[str, Any] = {"assert_fingerprint": fingerprint} if fingerprint else {}
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **settings: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **settings, **self._pool)

    def proxy_manager_for(self, proxy: str, **settings: Any) -> Any:
        return super().proxy_manager_for(proxy, **settings, **self._pool)

    def send(self, request: requests.PreparedRequest, *args: Any, **settings: Any) -> requests.Response:
        response = super().send(request, *args, **settings)
        length = response.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_ANSWER:
            response.close()
            raise HostileAnswer(f"The answer says that it is {length[:20] or 'of any number of'} bytes long.")
        return response


def _was_not_understood(error: Exception) -> bool:
    """Whether the server knows nobody on this connection any more, or cannot decrypt what was meant for another one."""
    if isinstance(error, WinRMTransportError):
        return error.code == _BAD_REQUEST and not error.response_text
    return True


def _check(answer: bytes) -> None:
    if b"<!DOCTYPE" in answer[:4096].upper() or b"<!ENTITY" in answer.upper():
        raise HostileAnswer("The answer is XML that declares entities.")
