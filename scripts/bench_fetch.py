"""What a fetch holds in memory and how long it takes when servers send bombs.

Usage: .venv/bin/python scripts/bench_fetch.py [--size MIB] [--limit MIB]

Each line is a process of its own that fetches one body of zeros (512 MiB unpacked) under a limit (10 MiB), from a
site on this machine; peaks are those of its resident memory above what it had after a small fetch. Linux only.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.fetch.bombs import bomb  # noqa: E402 - found by way of the line above
from tests.fetch.site import Scene, Site, endless, head, packed, page  # noqa: E402 - likewise

MIB = 1 << 20
CODINGS = ("gzip", "gzip-members", "deflate", "br", "zstd", "zstd-frames", "zstd-window")


def scenes(size: int) -> dict[str, Scene]:
    """Paths and what they send."""
    bombs = {f"/{name}": packed(name.partition("-")[0], bomb(name, size * MIB)) for name in CODINGS}
    chunk = b"10000\r\n" + bytes(65536) + b"\r\n"
    return {
        "/small": page("x"),
        **bombs,
        "/plain": endless(head(200), bytes(65536)),
        "/chunked": endless(head(200, [("Transfer-Encoding", "chunked")]), chunk),
        "/whole": page(bytes(10 * MIB - 1)),
    }


def measure(base: str, path: str, limit: int) -> str:
    """Fetch a small page and then `path`; the second's outcome, seconds and peak, for a line of the table."""
    from archive.fetch.fetcher import HttpFetcher
    from archive.fetch.settings import FetchSettings
    from archive.ports import Request

    settings = FetchSettings(
        allowed_hosts=("127.0.0.1",), host_delay=0, obey_robots=False, max_bytes=limit * MIB
    )
    fetcher = HttpFetcher(settings, clock=lambda: 0)
    fetcher.fetch(Request(url=f"{base}/small"))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, begun = peak(), time.perf_counter()
    look = fetcher.fetch(Request(url=base + path))
    took, after = time.perf_counter() - begun, peak()
    outcome = look.trouble.kind if look.trouble else str(look.status)
    return f"{path[1:]:14}{outcome:12}{took:8.2f} s{(after - before) / 1024:10.1f} MiB"


def peak() -> int:
    """The highest resident memory of this process so far, in KiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def main() -> None:
    """Print a line for each body."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--limit", type=int, default=10)
    parser.add_argument("--measure", nargs=2, metavar=("BASE", "PATH"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        base, path = options.measure
        print(measure(base, path, options.limit))
        return
    print(f"{'body':14}{'outcome':12}{'time':>10}{'peak above':>14}")
    with Site(scenes(options.size)) as site:
        for path in list(site.scenes)[1:]:
            command = [
                sys.executable,
                __file__,
                "--limit",
                str(options.limit),
                "--measure",
                site.url(""),
                path,
            ]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
