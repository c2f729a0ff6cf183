"""Which proxy a request goes through: the environment's conventions, as curl and most programs have them."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_network

from archive.fetch.target import Target


def from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The proxies that `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` name; lower case goes first.

    HTTP_PROXY in capitals is not heeded where REQUEST_METHOD is set: there a client's header can set it.
    """
    found: dict[str, str] = {}
    for scheme in ("http", "https", "all", "no"):
        name = f"{scheme}_proxy"
        upper = "" if scheme == "http" and "REQUEST_METHOD" in environment else name.upper()
        value = environment.get(name) or environment.get(upper)
        if value:
            found[scheme] = value
    return found


def proxy_for(target: Target, proxies: Mapping[str, str]) -> str | None:
    """The URL of the proxy for `target`, None where it is asked directly."""
    proxy = proxies.get(target.scheme) or proxies.get("all")
    if not proxy or any(_covers(entry, target) for entry in proxies.get("no", "").split(",")):
        return None
    return proxy


def _covers(entry: str, target: Target) -> bool:
    """Whether an entry of `no_proxy` (`*`, a domain, a host with a port, an address, a network) names `target`."""
    entry = entry.strip().lower().lstrip(".")
    if entry in ("*", target.host, f"{target.host}:{target.port}"):
        return True
    try:
        return ip_address(target.host) in ip_network(entry.strip("[]"))
    except ValueError:
        return bool(entry) and target.host.endswith(f".{entry}")
