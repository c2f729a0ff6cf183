"""The shell of `archive sql`: statements over several lines, with completion and a history.

Errors are told and do not end it; Ctrl-C gives up what is written or stops a statement, Ctrl-D leaves.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from archive.cli.page import say
from archive.cli.sql_complete import candidates
from archive.errors import ArchiveError
from archive.store.sql_words import is_blank, is_finished

if TYPE_CHECKING:
    from archive.cli.sql_talk import Talk

_PROMPT: Final = "archive> "
_MORE: Final = "    ...> "


def run_shell(talk: Talk) -> None:
    """Take statements and dot commands until the user leaves."""
    talk.session.note(".help lists the commands, .tables the views; a statement ends with ;")
    dialect = talk.asker.dialect
    prompt: PromptSession[str] = PromptSession(
        history=_history(talk),
        completer=SqlCompleter(talk, dialect),
        complete_while_typing=False,
        multiline=True,
        prompt_continuation=_MORE,
        key_bindings=_keys(dialect),
        enable_history_search=True,
    )
    while True:
        try:
            text = prompt.prompt(_prompt(talk))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if not _answered(talk, text, dialect):
            return


def _answered(talk: Talk, text: str, dialect: str) -> bool:
    """Answer what was written; False when it was the last."""
    if not text.lstrip().startswith(".") and is_blank(text, dialect):
        return True
    try:
        return talk.say(text)
    except ArchiveError as problem:
        say(f"archive: {problem}", err=True)
    except KeyboardInterrupt:
        talk.close()  # whatever the statement left behind
        say("archive: interrupted", err=True)
    return True


def _prompt(talk: Talk) -> str:
    points = [point for point in (talk.as_of, talk.known_at) if point is not None]
    return f"archive ({', '.join(points)})> " if points else _PROMPT


def _keys(dialect: str) -> KeyBindings:
    """Enter ends a statement that has its semicolon, and a dot command; else it begins a new line."""
    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        text = buffer.text
        command = text.lstrip().startswith(".") and "\n" not in text
        if command or is_finished(text, dialect) or is_blank(text, dialect):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    return keys


class SqlCompleter(Completer):
    """Completes from the views as they are when something is to be completed."""

    def __init__(self, talk: Talk, dialect: str) -> None:
        self._talk, self._dialect = talk, dialect
        self._views: dict[str, tuple[str, ...]] | None = None

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002 - the interface
        """What may stand at the cursor."""
        if self._views is None:
            self._views = self._talk.views
        found, typed = candidates(
            document.text_before_cursor, document.text_after_cursor, self._views, self._dialect
        )
        return [Completion(text, start_position=-typed) for text in found]


def history_path() -> Path:
    """Where the statements of the shell are kept: in the user's folder for state (XDG Base Directory)."""
    state = os.environ.get("XDG_STATE_HOME", "")
    folder = Path(state) if os.path.isabs(state) else Path.home() / ".local" / "state"  # noqa: PTH117 - a text may be empty
    return folder / "archive" / "sql_history"


def _history(talk: Talk) -> History:
    """The statements of earlier times, for nobody else to read; where they cannot be kept, of this time alone."""
    path = history_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
    except (OSError, RuntimeError) as problem:
        talk.session.note(f"statements are not kept: {path}: {getattr(problem, 'strerror', problem)}")
        return InMemoryHistory()
    return FileHistory(str(path))
