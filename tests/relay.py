"""A TCP relay on loopback that cuts its connections once so many bytes went through, in either direction."""

from __future__ import annotations

import contextlib
import socket
import threading


class Relay:
    """Passes connections on to a port until it is closed. With `cut_after` each is cut after so many bytes."""

    def __init__(self, to: int, cut_after: int | None = None) -> None:
        self._to = to
        self._cut_after = cut_after
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.passed = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no further connection."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                count = [0]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(source, sink, count), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, count: list[int]) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                if self._cut_after is not None and count[0] + len(data) > self._cut_after:
                    sink.sendall(data[: self._cut_after - count[0]])
                    break
                count[0] += len(data)
                self.passed += len(data)
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
