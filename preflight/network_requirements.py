"""Which addresses a role must reach in a cloud, as typed values made from urls.yaml, pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from host.target import Role
from preflight.network import Wanted

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Group:
    """Addresses with one purpose; without those of a group that is not `required`, a host is only warned of."""

    id: str
    required: bool


@dataclass(frozen=True, slots=True)
class Url:
    """A documented address, which may have a wildcard for a host, and real `names` of that wildcard."""

    url: str
    group: str
    roles: frozenset[Role]
    names: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """The host's name as documented, wildcard included."""
        return self.url.partition("://")[2].partition("/")[0]

    def hosts(self, given: Sequence[str]) -> tuple[str, ...]:
        """The names to probe: the one there is, or those known of the wildcard with those `given` that fit it."""
        if "*" not in self.host:
            return (self.host,)
        return (*self.names, *(name for name in given if fnmatchcase(name.lower(), self.host)))

    def wanted(self, given: Sequence[str]) -> tuple[Wanted, ...]:
        """What to probe for this address; empty for a wildcard of which no name is known."""
        scheme, _, rest = self.url.partition("://")
        path = "/" + rest.partition("/")[2]
        return tuple(Wanted(scheme, name, _PORTS[scheme], path) for name in self.hosts(given))


@dataclass(frozen=True, slots=True)
class NetworkRequirements:
    """The addresses of one cloud. `usual_issuers` are parts of the names of those who issue their certificates.

    Hosts of `server_roles` register with their configuration server on `server_port`.
    """

    groups: Mapping[str, Group]
    urls: tuple[Url, ...]
    time_servers: tuple[str, ...]
    usual_issuers: tuple[str, ...]
    server_port: int
    server_roles: frozenset[Role]

    def of(self, role: Role) -> tuple[Url, ...]:
        """The addresses that a role needs; none for many a role."""
        return tuple(url for url in self.urls if role in url.roles)

    def probes(self, role: Role, given: Sequence[str] = (), server: str | None = None) -> tuple[Wanted, ...]:
        """Everything to probe for a role, each address once.

        `given` are the user's names for wildcards, `server` is the configuration server, for roles that register there.
        """
        addresses = [wanted for url in self.of(role) for wanted in url.wanted(given)]
        if server is not None and role in self.server_roles:
            addresses.append(self.registration(server))
        return tuple(dict.fromkeys(addresses))

    def registration(self, server: str) -> Wanted:
        """The way to the configuration server."""
        return Wanted("tcp", server, self.server_port)


def network_requirements(data: Mapping[str, Any], cloud: str) -> NetworkRequirements:
    """urls.yaml for one cloud. Raises KeyError, TypeError or ValueError for data that is not complete."""
    groups = {name: Group(name, entry["required"]) for name, entry in data["groups"].items()}
    roles = {name: frozenset(map(Role, members)) for name, members in data["roles"].items()}
    urls = tuple(
        Url(entry["url"], groups[entry["group"]].id, roles[entry["roles"]], tuple(entry.get("names", ())))
        for entry in data["clouds"][cloud]
    )
    servers = tuple(data["time_servers"][cloud]["value"])
    registration = data["registration"]
    return NetworkRequirements(
        groups,
        urls,
        servers,
        tuple(data["usual_issuers"]["value"]),
        registration["port"],
        frozenset(map(Role, registration["roles"])),
    )
