"""Measure reading a large WARC file: megabytes per second and peak memory, against bare warcio.

    python scripts/bench_warc.py [SIZE_MB]

Writes a gzip WARC of SIZE_MB (1024) unpacked megabytes to a temporary folder, reads it in a process of its
own with each reader, and removes it. Pages are made of random words, pictures of random bytes.
"""

from __future__ import annotations

import io
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGE_BYTES = 40_000
PICTURE_BYTES = 60_000


def write(path: Path, megabytes: int) -> None:
    """Write a crawl of pages and pictures, half of the bytes each, with requests between."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    rng = random.Random(20240619)  # noqa: S311 - made-up pages, the same each time
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 11))) for _ in range(8000)]
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        written = number = 0
        while written < megabytes << 20:
            number += 1
            page = number % 5 < 3
            if page:
                text = " ".join(rng.choices(words, k=PAGE_BYTES // 7))
                body = f"<html><head><title>{number}</title></head><body><p>{text}</p></body></html>".encode()
            else:
                body = rng.randbytes(PICTURE_BYTES)
            media = "text/html; charset=utf-8" if page else "image/jpeg"
            head = StatusAndHeaders("200 OK", [("Content-Type", media)], protocol="HTTP/1.1")
            url = f"https://news.example/{number}"
            writer.write_record(
                writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head)
            )
            request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "news.example")], is_http_request=True)
            writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
            written += len(body)


def read(reader: str, path: Path) -> int:
    """Read the file with `warcio`, its bodies too, or with the `archive`; the number of pages."""
    if reader == "warcio":
        from warcio.archiveiterator import ArchiveIterator

        with path.open("rb") as stream:
            return sum(
                len(record.content_stream().read()) > 0
                for record in ArchiveIterator(stream)
                if record.rec_type == "response"
                and (record.http_headers.get_header("Content-Type") or "").startswith("text/html")
            )
    from archive.domain.look import Look
    from archive.ports import Source
    from archive.readers.warc import WarcOpener

    source = Source(name=path.name, open=lambda: path.open("rb"))
    return sum(isinstance(found, Look) for found in WarcOpener(10 << 20).open(source))


def main() -> None:
    """Run the comparison, or one reader of it."""
    if len(sys.argv) == 4:
        before = time.perf_counter()
        pages = read(sys.argv[2], Path(sys.argv[3]))
        seconds = time.perf_counter() - before
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        megabytes = Path(sys.argv[3]).stat().st_size >> 20
        print(
            f"{sys.argv[2]:8} {pages:,} pages, {seconds:.1f} s, {megabytes / seconds:.0f} MB/s packed, peak {peak} MB"
        )
        return
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crawl.warc.gz"
        write(path, size)
        print(f"{path.stat().st_size >> 20} MB packed, {size} MB unpacked")
        for reader in ("warcio", "archive", "warcio", "archive"):
            subprocess.run([sys.executable, __file__, "--read", reader, str(path)], check=True)


if __name__ == "__main__":
    main()
