"""The WS-Management service of one host: requests in, answers out. It knows no network and no authentication."""

from __future__ import annotations

import base64
import binascii
import threading
import time
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lab.winrm.envelope import NAMESPACES, Request, element, envelope, seconds
from lab.winrm.faults import Fault
from lab.winrm.settings import Settings
from lab.winrm.shells import Backend, Command, Shell

CMD = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd"
CONFIG = "http://schemas.microsoft.com/wbem/wsman/1/config"
_STATE = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/"
_TERMINATE = ("/signal/terminate", "/signal/ctrl_c", "/signal/ctrl_break")


@dataclass(frozen=True, slots=True)
class Answer:
    """The HTTP status and the envelope."""

    status: int
    text: bytes


class Service:
    """One host's service. `pace` shortens how long a request waits for output, for tests that cannot wait as long."""

    def __init__(self, backend: Backend, settings: Settings, pace: float = 1.0) -> None:
        self.backend = backend
        self._pace = pace
        self.settings = settings
        self.shells: dict[str, Shell] = {}
        self._lock = threading.Lock()

    def answer(self, text: bytes) -> Answer:
        """Serve one request. Raises NotAnEnvelope for a body that is none."""
        request = Request.read(text)
        if request.identify:
            return Answer(200, _identity())
        activity = self.settings.activity_id
        try:
            if len(text) > self.settings.envelope_kb * 1024:
                raise Fault("envelope-size", limit=self.settings.envelope_kb * 1024)
            body = self._serve(request)
        except Fault as fault:
            told = fault.body(request.host)
            return Answer(500, envelope(fault.action, told, request.message_id, activity))
        return Answer(200, envelope(f"{request.action}Response", body, request.message_id, activity))

    def close(self) -> None:
        """End every shell and the host."""
        with self._lock:
            shells, self.shells = list(self.shells.values()), {}
        for shell in shells:
            shell.close()
        self.backend.close()

    def drop_shells(self) -> None:
        """End every shell, as a reboot does; the host stays."""
        with self._lock:
            shells, self.shells = list(self.shells.values()), {}
        for shell in shells:
            shell.close()

    def _serve(self, request: Request) -> str:
        if not self.settings.administrator:
            raise Fault("access-denied")
        if request.resource == CONFIG:
            if request.verb != "Get":
                raise Fault("no-action", action=request.action)
            return self.settings.config()
        if request.resource != CMD:
            raise Fault("no-resource", resource=request.resource)
        verbs = {
            "Create": self._create,
            "Command": self._command,
            "Send": self._send,
            "Receive": self._receive,
            "Signal": self._signal,
            "Delete": self._delete,
        }
        if request.verb not in verbs:
            raise Fault("no-action", action=request.action)
        self._expire()
        return verbs[request.verb](request)

    def _create(self, request: Request) -> str:
        wanted = request.body.find("rsp:Shell", NAMESPACES)
        if wanted is None:
            raise Fault("invalid-parameter")

        def text_of(name: str, default: str = "") -> str:
            return wanted.findtext(f"rsp:{name}", default, NAMESPACES) or default

        variables = {
            each.get("Name", ""): each.text or "" for each in wanted.findall("rsp:Environment/rsp:Variable", NAMESPACES)
        }
        idle = seconds(text_of("IdleTimeOut") or text_of("IdleTimeout"), self.settings.idle_timeout)
        shell = Shell(variables, text_of("WorkingDirectory"), idle)
        with self._lock:
            if len(self.shells) >= self.settings.shells_per_user:
                raise Fault("shell-quota", limit=self.settings.shells_per_user)
            self.shells[shell.id] = shell
        created = element(
            "x:ResourceCreated",
            element("a:Address", escape(request.to))
            + element(
                "a:ReferenceParameters",
                element("w:ResourceURI", CMD)
                + element("w:SelectorSet", element("w:Selector", shell.id, Name="ShellId")),
            ),
        )
        told = element("rsp:ShellId", shell.id) + element("rsp:ResourceUri", CMD)
        told += element("rsp:Owner", escape(self.settings.owner))
        told += element("rsp:ClientIP", self.settings.client_ip)
        if shell.folder:
            told += element("rsp:WorkingDirectory", escape(shell.folder))
        if variables:
            listed = (element("rsp:Variable", escape(value), Name=name) for name, value in variables.items())
            told += element("rsp:Environment", "".join(listed))
        told += element("rsp:IdleTimeOut", f"PT{idle:.3f}S")
        told += element("rsp:InputStreams", escape(text_of("InputStreams", "stdin")))
        told += element("rsp:OutputStreams", escape(text_of("OutputStreams", "stdout stderr")))
        told += element("rsp:ShellRunTime", "P0DT0H0M0S") + element("rsp:ShellInactivity", "P0DT0H0M0S")
        return created + element("rsp:Shell", told)

    def _command(self, request: Request) -> str:
        shell = self._shell(request)
        line = request.body.find("rsp:CommandLine", NAMESPACES)
        if line is None:
            raise Fault("invalid-parameter")
        if shell.running >= self.settings.processes_per_shell:
            raise Fault("command-quota", limit=self.settings.processes_per_shell)
        words = [line.findtext("rsp:Command", "", NAMESPACES) or ""]
        words += [each.text or "" for each in line.findall("rsp:Arguments", NAMESPACES)]
        through_cmd = request.options.get("WINRS_SKIP_CMD_SHELL", "FALSE").upper() != "TRUE"
        command = Command()
        shell.commands[command.id] = command
        try:
            command.program = self.backend.start(
                " ".join(words),
                through_cmd=through_cmd,
                environment=shell.environment,
                folder=shell.folder,
                sink=command,
            )
        except FileNotFoundError as error:
            del shell.commands[command.id]
            raise Fault("not-found") from error
        return element("rsp:CommandResponse", element("rsp:CommandId", command.id))

    def _send(self, request: Request) -> str:
        shell = self._shell(request)
        for stream in request.body.findall("rsp:Send/rsp:Stream", NAMESPACES):
            command = shell.command(stream.get("CommandId", ""))
            try:
                data = base64.b64decode(stream.text or "", validate=True)
            except binascii.Error as error:
                raise Fault("invalid-parameter") from error
            if command.program is not None and command.exit_code is None:
                command.program.write(data)
                if stream.get("End", "").lower() == "true":
                    command.program.end_input()
        return "<rsp:SendResponse/>"

    def _receive(self, request: Request) -> str:
        shell = self._shell(request)
        wanted = request.body.find("rsp:Receive/rsp:DesiredStream", NAMESPACES)
        command = shell.command(wanted.get("CommandId", "") if wanted is not None else "")
        if command.fetched:
            raise Fault("no-command")
        room = max(1024, (min(request.envelope, self.settings.envelope_kb * 1024) - 8192) * 3 // 4)
        pieces, done = command.take(min(request.timeout, self.settings.most_timeout) * self._pace, room)

        def stream(name: str, content: str, **end: str) -> str:
            return element("rsp:Stream", content, Name=name, CommandId=command.id, **end)

        told = "".join(stream(name, base64.b64encode(data).decode()) for name, data in pieces)
        if done:
            told += stream("stdout", "", End="true") + stream("stderr", "", End="true")
            code = element("rsp:ExitCode", str(command.exit_code))
            told += element("rsp:CommandState", code, CommandId=command.id, State=f"{_STATE}Done")
        else:
            told += element("rsp:CommandState", "", CommandId=command.id, State=f"{_STATE}Running")
        return element("rsp:ReceiveResponse", told)

    def _signal(self, request: Request) -> str:
        shell = self._shell(request)
        signal = request.body.find("rsp:Signal", NAMESPACES)
        if signal is None:
            raise Fault("invalid-parameter")
        command = shell.command(signal.get("CommandId", ""))
        code = signal.findtext("rsp:Code", "", NAMESPACES) or ""
        if code.endswith(_TERMINATE):
            if command.program is not None and command.exit_code is None:
                command.program.kill()
            shell.commands.pop(command.id, None)
        return "<rsp:SignalResponse/>"

    def _delete(self, request: Request) -> str:
        shell = self._shell(request)
        with self._lock:
            self.shells.pop(shell.id, None)
        shell.close()
        return ""

    def _shell(self, request: Request) -> Shell:
        name = request.selectors.get("ShellId", "")
        shell = self.shells.get(name)
        if shell is None:
            raise Fault("no-shell", shell=name)
        shell.touched = time.monotonic()
        return shell

    def _expire(self) -> None:
        now = time.monotonic()
        with self._lock:
            idle = [
                shell
                for shell in self.shells.values()
                if now - shell.touched > shell.idle_timeout and not shell.running
            ]
            for shell in idle:
                del self.shells[shell.id]


def _identity() -> bytes:
    told = (
        "<wsmid:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</wsmid:ProtocolVersion>"
        "<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>"
        "<wsmid:ProductVersion>OS: 10.0.14393 SP: 0.0 Stack: 3.0</wsmid:ProductVersion>"
    )
    declared = f'xmlns:wsmid="{NAMESPACES["wsmid"]}"'
    return (
        f'<s:Envelope xml:lang="en-US" xmlns:s="{NAMESPACES["s"]}"><s:Header/><s:Body>'
        f"<wsmid:IdentifyResponse {declared}>{told}</wsmid:IdentifyResponse></s:Body></s:Envelope>"
    ).encode()


__all__ = ["Answer", "Command", "Service"]
