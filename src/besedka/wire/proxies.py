"""What a proxy in front of the server says of its clients."""

import ipaddress


class TrustedProxies:
    """Whose word is believed: that of these addresses and networks, each as `ipaddress.ip_network` takes it."""

    def __init__(self, networks: tuple[str, ...]) -> None:
        self._networks = [ipaddress.ip_network(each) for each in networks]

    def scheme(self, peer: str, forwarded: list[str]) -> str:
        """`http` or `https`, as the client reached us: what `X-Forwarded-Proto` says, if a trusted proxy says so."""
        said = forwarded[-1].strip().lower() if forwarded else ""
        return "https" if said in {"https", "wss"} and self._trusts(peer) else "http"

    def _trusts(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self._networks)
