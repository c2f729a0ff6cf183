"""What a fetch may take, and how polite it is; frozen, and made from the environment by whoever starts the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from archive import __version__

_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Limits and manners of all fetches. Times are in seconds, sizes in bytes.

    `agent` is a product and its version, `contact` a URL or a mail address that is told to every server.
    `deadline` bounds one fetch with its redirects and robots.txt, without the time it waits for its turn at
    hosts, which `patience` bounds. `allowed_hosts` are fetched from although their addresses are private or
    their port is unusual: `host`, `host:port`, an address, or a network (`10.0.0.0/8`). `host_delay` lies between
    two requests to one host, which gets one at a time; a site's Crawl-delay replaces it up to
    `max_crawl_delay`. After three failures of a host in a row it is left alone for `backoff`, doubled with each
    further one up to `max_backoff`. `proxies` maps `http`, `https`, `all` to proxy URLs and `no` to the hosts
    that need none (see `proxies.from_environment`).

    Raises `ValueError` where `agent` or `contact` cannot stand in a header.
    """

    agent: str = f"news-archive/{__version__}"
    contact: str = ""
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    deadline: float = 60.0
    patience: float = 120.0
    max_bytes: int = 20 * 1024 * 1024
    max_redirects: int = 10
    allowed_hosts: tuple[str, ...] = ()
    obey_robots: bool = True
    host_delay: float = 1.0
    max_crawl_delay: float = 30.0
    max_retry_after: float = _DAY
    backoff: float = 60.0
    max_backoff: float = 3600.0
    proxies: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("agent", "contact"):
            value = getattr(self, name)
            if not (value.isascii() and (value.isprintable() or not value)):
                raise ValueError(f"{name} must be one line of plain ASCII, because servers get it: {value!r}")

    @property
    def user_agent(self) -> str:
        """What servers are told of who is asking."""
        return f"{self.agent} (+{self.contact})" if self.contact else self.agent

    @property
    def token(self) -> str:
        """The product's name, by which a robots.txt speaks of it."""
        return self.agent.partition("/")[0].strip().lower()
