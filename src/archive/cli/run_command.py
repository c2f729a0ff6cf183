"""`archive run`: the service that runs watches by their schedules."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.options import fetch_options
from archive.cli.run_log import LOGGER, LogFormat, logging_to_stderr
from archive.cli.session import Session
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.service.watch_loop import Tally, WatchLoop

_LONGEST_LEASE = 3600


def _address(_ctx: click.Context, _option: click.Parameter, value: str | None) -> tuple[str, int] | None:
    if value is None:
        return None
    host, _, port = value.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 65536) or ":" in host:
        raise click.BadParameter(f"not HOST:PORT: {value!r}; write 127.0.0.1:9464, or :9464 for that host")
    return host or "127.0.0.1", int(port)


@click.command()
@click.option("--once", is_flag=True, help="Run what is due now, and end.")
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 64),
    default=4,
    help="How many watches at once. [default: 4]",
)
@click.option(
    "--poll",
    metavar="SECONDS",
    type=click.FloatRange(0.1, 3600),
    default=5.0,
    help="How often to look for due watches. [default: 5]",
)
@click.option(
    "--lease",
    metavar="SECONDS",
    type=click.FloatRange(1, _LONGEST_LEASE),
    default=120.0,
    help="After how long others take over what a killed service had in hand. [default: 120]",
)
@click.option(
    "--health",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep in this file, as JSON, how the service is.",
)
@click.option(
    "--listen",
    metavar="HOST:PORT",
    callback=_address,
    help="Answer /healthz, and /metrics for Prometheus, there.",
)
@click.option(
    "--log-format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How to log, on stderr.",
)
@fetch_options
@click.pass_context
def run(
    ctx: click.Context,
    once: bool,
    jobs: int,
    poll: float,
    lease: float,
    health: Path | None,
    listen: tuple[str, int] | None,
    log_format: LogFormat,
    allow_host: tuple[str, ...],
    ignore_robots: bool,
) -> None:
    """Run the watches that are due, and go on until stopped; with --once, run those due now and end.

    Any number of these may run over one PostgreSQL, on several machines, or over one SQLite file on one
    machine: each due watch is run by one of them. SIGTERM or Ctrl-C finishes what is in hand; a second one
    does not wait. With --once it ends with 2 where a watch failed.

    \b
    Example:
        archive run
        archive run --once --log-format json
        archive run --jobs 8 --listen 127.0.0.1:9464 --health health.json
    """
    from archive.cli.run_deliveries import delivering
    from archive.cli.run_health import Health, listening
    from archive.cli.run_metrics import Metrics
    from archive.cli.run_report import Reporter
    from archive.service.watch_loop import Pace

    session: Session = ctx.obj
    with ExitStack() as stack:
        stack.enter_context(logging_to_stderr(log_format, quiet=session.quiet))
        archive = stack.enter_context(
            session.writing(allowed_hosts=allow_host, obey_robots=not ignore_robots)
        )
        state = Health(health, poll)
        metrics = Metrics() if listen is not None else None
        if listen is not None and metrics is not None:
            where = stack.enter_context(listening(*listen, state, metrics.answer))
            LOGGER.info("listening on %s", where, extra={"fields": {"event": "listening", "url": where}})
        reporter = Reporter(state, metrics, debug=session.debug)
        loop = archive.watch_loop(reporter, Pace(jobs=jobs, poll=poll, lease=lease))
        LOGGER.info("running watches", extra={"fields": {"event": "started", "jobs": jobs}})
        # No poll comes that late in a single round: what changed is told at its end.
        with stopping(loop), delivering(archive.apart().notify, _LONGEST_LEASE if once else poll):
            tally = loop.run(once=once)
        _say_end(tally)
    if once and (tally.failed or tally.unrecorded):
        ctx.exit(2)


def _say_end(tally: Tally) -> None:
    fields: dict[str, Any] = {"event": "ended", "runs": tally.ran, "failed": tally.failed}
    LOGGER.info("ended after %s", counted(tally.ran, "run"), extra={"fields": fields})


@contextmanager
def stopping(loop: WatchLoop) -> Iterator[None]:
    """Let the first SIGTERM or SIGINT end `loop` in good order, and the second at once.

    What is in hand then is given back, so that others may run it at once, and the process ends with 130.
    """

    def stop(*_: object) -> None:
        for each in signals:
            signal.signal(each, _interrupt)
        loop.stop()

    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(each, stop) for each in signals]
    try:
        yield
    except KeyboardInterrupt:
        try:
            loop.give_back()
        finally:
            sys.stdout.flush()
            # Threads that are amid a visit would keep the process until they are done.
            os._exit(130)
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
