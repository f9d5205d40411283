"""The steps that only look: how far a setup is, services, and the new server's passphrase."""

from __future__ import annotations

from collections.abc import Sequence

from access.package_file import Tell
from host.secret import Secret
from installer.outcome import Outcome, StepResult, done
from windows.parse.probe import Probe, parse_probe
from windows.parse.services import Service, parse_services
from windows.product import product
from windows.steps.context import JOBS, SetupContext, StepRefused, read


def probe(context: SetupContext) -> Probe:
    """Jobs and files of the run folder, installed products, .NET."""
    names = product().installed
    lines = context.script(
        "probe",
        JOBS=list(JOBS),
        PRODUCTS=names["products"],
        NUMBERS=[str(number) for number in names["numbers"]],
        VALUES=names["values"],
        DOTNET=names["dotnet"],
    )
    return read(lambda answer: parse_probe(answer, JOBS), lines)


def services(context: SetupContext, names: Sequence[str]) -> tuple[Service, ...]:
    """The states of services; one that is not there is absent."""
    lines = context.script("services", jobs=False, SERVICES=list(names))
    return read(lambda answer: parse_services(answer, names), lines)


def verify_services(context: SetupContext, _tell: Tell) -> StepResult:
    """Whether the services that setup leaves behind are running."""
    stopped = [service for service in services(context, context.services) if not service.running]
    if not stopped:
        return done("All services are running.")
    listed = ", ".join(f"{service.name} ({service.state}, starts {service.start})" for service in stopped)
    cause = f"Not running: {listed}."
    return StepResult(
        Outcome.failed(
            "service-stopped", cause, "Start these services on the host and read the event log if one stops."
        ),
        cause,
    )


def read_passphrase(context: SetupContext) -> Secret:
    """The connection passphrase of the configuration server that was installed. Raises StepRefused without one."""
    names = product().passphrase
    lines = context.script(
        "passphrase",
        jobs=False,
        PROGRAMS=names["places"],
        APP_CONF=names["app_conf"],
        KEY=names["key"],
        RELATIVE=names["relative"],
    )
    words = [line.strip() for line in lines if line.strip()]
    if len(words) != 1 or len(words[0]) > 256 or not words[0].isprintable():
        raise StepRefused(
            "passphrase-unreadable",
            "The program genpassphrase.exe did not print one line with a passphrase.",
            "Run it on the host by hand with the argument -n.",
        )
    return Secret(words[0])
