"""What users install is the wheel: it must hold all it needs to make a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPENING_COMMAND = ("story", "add")
"""A command that creates the database which it is pointed at; its argument is the example's story."""


def run(*command: str | Path, cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ARCHIVE_", "PYTHON", "PIP_"))}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it; its dependencies are borrowed, so no network is needed."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=True)
    (site,) = home.glob("lib/python*/site-packages")
    run(sys.executable, "-m", "pip", "--python", home / "bin" / "python", "install", "--quiet", "--no-deps",
        "--no-index", wheel, cwd=home)  # fmt: skip
    borrowed = {path for path in sys.path if path.endswith("site-packages")}
    # A plain path line adds the folder but not the .pth files in it, so the editable install stays out.
    (site / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", encoding="utf-8")
    return home


def test_the_wheel_holds_code_types_and_migrations(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    migrations = [path.name for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py")]
    assert migrations
    for name in (
        "py.typed",
        "__main__.py",
        "migrations/env.py",
        *(f"migrations/versions/{m}" for m in migrations),
    ):
        assert f"archive/{name}" in names
    assert [name for name in names if "__pycache__" in name or name.startswith("tests")] == []


def test_the_wheel_holds_the_packs(wheel: Path, installed: Path) -> None:
    packs = {path.stem for path in (ROOT / "src" / "archive" / "packs").glob("*.toml")}
    assert {f"archive/packs/{name}.toml" for name in packs} <= set(zipfile.ZipFile(wheel).namelist())
    listed = run(installed / "bin" / "archive", "story", "packs", "--format", "json", cwd=installed)
    assert {pack["name"] for pack in json.loads(listed)} == packs


def test_the_installed_wheel_runs(installed: Path) -> None:
    assert run(installed / "bin" / "archive", "--version", cwd=installed).strip()
    where = run(installed / "bin" / "python", "-c", "import archive; print(archive.__file__)", cwd=installed)
    assert where.startswith(str(installed))


def test_the_installed_wheel_brings_its_migrations(installed: Path, tmp_path: Path) -> None:
    program = (
        "from archive.store.engine import connect; from archive.store.migrate import ensure_current, revision; "
        "engine = connect('sqlite:///fresh.db'); ensure_current(engine); print(revision(engine))"
    )
    newest = max(path.name[:4] for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    assert run(installed / "bin" / "python", "-c", program, cwd=tmp_path).strip() == newest


def test_the_installed_wheel_makes_a_database(installed: Path, tmp_path: Path) -> None:
    story = ROOT / "examples" / "putin-kim-gifts" / "story.toml"
    database = tmp_path / "fresh.db"
    run(installed / "bin" / "archive", "--db", database, *OPENING_COMMAND, story, cwd=tmp_path)
    assert database.stat().st_size > 0
    run(installed / "bin" / "archive", "--db", database, "story", "list", cwd=tmp_path)
