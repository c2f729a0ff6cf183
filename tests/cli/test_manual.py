"""The manual is what the commands say of themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_manual_is_up_to_date(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, root / "scripts" / "docs", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
