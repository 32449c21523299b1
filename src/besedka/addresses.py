"""By what address others reach this machine."""

import ipaddress
import socket
from contextlib import closing, suppress

# Kept for documents: nothing is ever sent there, but the system says from which of our addresses it would be.
_ELSEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
_LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}


def url_of(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def spell_out(host: str) -> list[str]:
    """The addresses that `host` stands for, if it stands for every one of this machine: those that others can use, as
    far as they can be found out, then this machine's own name for itself.
    """
    address = ipaddress.ip_address(host)
    if not address.is_unspecified:
        return [host]
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 - the versions of IP
    found = dict.fromkeys([*_towards_elsewhere(family), *_by_name(family)])
    return [*(each for each in found if _is_usable(each)), _LOOPBACK[family]]


def _towards_elsewhere(family: socket.AddressFamily) -> list[str]:
    with suppress(OSError), closing(socket.socket(family, socket.SOCK_DGRAM)) as probe:
        probe.connect((_ELSEWHERE[family], 9))
        return [str(probe.getsockname()[0])]
    return []


def _by_name(family: socket.AddressFamily) -> list[str]:
    with suppress(OSError):
        return [str(each[4][0]) for each in socket.getaddrinfo(socket.gethostname(), None, family, socket.SOCK_STREAM)]
    return []


def _is_usable(address: str) -> bool:
    """By someone on another machine."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    return not (parsed.is_loopback or parsed.is_unspecified or parsed.is_link_local)
