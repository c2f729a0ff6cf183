"""The one place that names concrete classes, and that reads the clock and the environment.

Everything is made when it is first used, so that a command pays only for what it needs. May import
everything below the command line. Never: decides anything, or is imported by what it wires.
"""

from archive.bootstrap.desk import Desk, can_draw, check_picture, inline_svg
from archive.bootstrap.opened import Archive, configure, now, open_archive, watch_targets
from archive.bootstrap.parts import fetch_settings

__all__ = [
    "Archive",
    "Desk",
    "can_draw",
    "check_picture",
    "configure",
    "fetch_settings",
    "inline_svg",
    "now",
    "open_archive",
    "watch_targets",
]
