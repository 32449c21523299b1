"""What a proxy in front of the server says of its clients."""

import ipaddress
from functools import lru_cache

_REMEMBERED = 4096  # addresses


class TrustedProxies:
    """Whose word is believed: that of these addresses and networks, each as `ipaddress.ip_network` takes it."""

    def __init__(self, networks: tuple[str, ...]) -> None:
        self._networks = [ipaddress.ip_network(each) for each in networks]
        self._find = lru_cache(_REMEMBERED)(self._is_in_network)

    def trusts(self, peer: str) -> bool:
        """Whether what this address says of others is believed."""
        return bool(self._networks) and self._find(peer)

    def scheme(self, peer: str, forwarded: list[str]) -> str:
        """`http` or `https`, as the client reached us: what `X-Forwarded-Proto` says, if a trusted proxy says so."""
        said = forwarded[-1].strip().lower() if forwarded else ""
        return "https" if said in {"https", "wss"} and self.trusts(peer) else "http"

    def client(self, peer: str, forwarded: list[str]) -> str:
        """The client's address: of those that `X-Forwarded-For` names the last one that is no trusted proxy, since each
        proxy adds at the end whom it was asked by.
        """
        client = peer
        for host in reversed(",".join(forwarded).split(",")):
            address = _without_port(host.strip())
            if not address or not self.trusts(client):
                break
            client = address
        return client

    def _is_in_network(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self._networks)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0] if host.count(":") == 1 else host
