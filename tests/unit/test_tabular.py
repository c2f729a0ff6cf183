"""Tables in every form: nothing lost, nothing that acts, memory that does not follow the rows."""

from __future__ import annotations

import csv
import io
import json
import sys
import tracemalloc
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import MissingExtra, OutputRefused
from archive.telling import tabular_parquet
from archive.telling.tabular import FORMS, check_form, open_table

COLUMNS = ("a", "b", "a")
ROWS: list[tuple[object, ...]] = [
    (1, 'x, "y"\nz', None),
    (-2, "", 0.5),
    (None, "=1+1", [1, "ü"]),
]


def written(form: str, columns: Sequence[str], rows: Sequence[Sequence[object]], **looks: Any) -> bytes:
    out = io.BytesIO()
    with open_table(form, columns, out, **looks) as table:
        for row in rows:
            table.write([row])
    return out.getvalue()


EXPECTED = {
    "csv": 'a,b,a_2\n1,"x, ""y""\nz",\n-2,"",0.5\n,\'=1+1,"[1, ""ü""]"\n',
    "tsv": 'a\tb\ta_2\n1\tx, "y"\\nz\t\\N\n-2\t\t0.5\n\\N\t\'=1+1\t[1, "ü"]\n',
    "jsonl": '{"a": 1, "b": "x, \\"y\\"\\nz", "a_2": null}\n{"a": -2, "b": "", "a_2": 0.5}\n'
    '{"a": null, "b": "=1+1", "a_2": [1, "ü"]}\n',
    "markdown": '| a | b | a\\_2 |\n| --- | --- | --- |\n| 1 | x, "y" z |  |\n| -2 |  | 0.5 |\n'
    '|  | =1+1 | \\[1, "ü"\\] |\n',
    "table": ' a  b         a_2\n--  --------  --------\n 1  x, "y" z\n-2            0.5\n    =1+1      [1, "ü"]\n',
}


@pytest.mark.parametrize("form", EXPECTED)
def test_each_form_of_the_same_table(form: str) -> None:
    assert written(form, COLUMNS, ROWS).decode() == EXPECTED[form]


@pytest.mark.parametrize(
    ("columns", "told"),
    [("a a a", "a a_2 a_3"), ("a a_2 a a", "a a_2 a_3 a_4"), ("a a a_2 a_2", "a a_2 a_2_2 a_2_3")],
)
def test_columns_of_one_name_are_told_apart(columns: str, told: str) -> None:
    head = written("csv", columns.split(), []).decode()
    assert head == told.replace(" ", ",") + "\n"


def test_a_table_keeps_no_more_than_memory_has() -> None:
    large = "x" * 20_000_000
    with pytest.raises(OutputRefused, match="too much for a table"):
        written("table", ("a",), [(large,)] * 6)


def test_json_is_one_list() -> None:
    objects = [dict(zip(("a", "b", "a_2"), row, strict=True)) for row in ROWS]
    assert written("json", COLUMNS, ROWS).decode() == json.dumps(objects, indent=2, ensure_ascii=False) + "\n"
    assert written("json", COLUMNS, []) == b"[]\n"


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("json", "jsonl", "parquet")])
def test_a_table_without_rows_still_has_its_columns(form: str) -> None:
    assert written(form, ("one", "two"), []).split(b"\n")[0].replace(b"| ", b"").split()[:1] in (
        [b"one"],
        [b"one,two"],
    )


_values = st.none() | st.integers(-(2**70), 2**70) | st.text(max_size=8)


@given(st.lists(st.tuples(_values, _values), max_size=5))
def test_csv_and_tsv_give_every_text_back(rows: list[tuple[object, ...]]) -> None:
    read = list(csv.reader(io.StringIO(written("csv", ("p", "q"), rows).decode(), newline="")))
    assert read[1:] == [["" if v is None else guarded(v) for v in row] for row in rows]
    lines = written("tsv", ("p", "q"), rows).decode().removesuffix("\n").split("\n")[1:]
    assert [line.split("\t") for line in lines] == [
        ["\\N" if v is None else escaped(guarded(v)) for v in row] for row in rows
    ]


def guarded(value: object) -> str:
    text = str(value)
    bare = text.lstrip("'")
    begins = isinstance(value, str) and bare[:1] in ("=", "+", "-", "@", "\t", "\r") and bare
    return "'" + text if begins and not is_number(text) else text


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.strip() == text and "_" not in text and text[-1:] not in ("y", "f", "n", "N", "F", "Y")


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("'=1", "''=1"),
        ("+44 20", "'+44 20"),
        ("-", "'-"),
        ("@desk", "'@desk"),
        ("-5", "-5"),
        ("+1.5e3", "+1.5e3"),
        ("'quoted'", "'quoted'"),
        ("a=b", "a=b"),
    ],
)
def test_a_spreadsheet_runs_nothing_that_an_article_says(text: str, cell: str) -> None:
    assert written("csv", ("t", "n"), [(text, 1)]).decode().splitlines()[1] == f"{cell},1"


def test_a_row_of_one_unknown_is_still_a_row() -> None:
    assert written("csv", ("a",), [(None,), ("",)]) == b'a\n""\n""\n'


def test_json_has_no_infinity() -> None:
    (line,) = written("jsonl", ("a", "b"), [(float("inf"), float("nan"))]).splitlines()
    assert json.loads(line, parse_constant=pytest.fail) == {"a": "inf", "b": "nan"}


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "jsonl", "markdown"])
def test_nothing_commands_a_terminal(form: str) -> None:
    out = written(form, ("a\x1b[2J", "b"), [("\x1b]0;owned\x07", "\u202egnp")], terminal=True)
    assert not {"\x1b", "\x07", "\u202e"} & set(out.decode())


def test_half_a_surrogate_is_no_error() -> None:
    for form in ("table", "csv", "tsv", "json", "jsonl", "markdown", "parquet"):
        assert written(form, ("a",), [("\ud800",)])


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (None, ["name          says", "------------  ----------------------", "Skerry        It rained all the week"]),
        (24, ["name         says", "-----------  -----------", "Skerry       It rained …", "港务局 x港…"]),
        (22, ["name        says", "----------  ----------", "Skerry      It rained…", "港务局 x…"]),
        (8, ["name  Skerry", "says  It rain…", "", "name  港务局 …", "says"]),
    ],
)  # fmt: skip
def test_a_table_fits_the_terminal(width: int | None, lines: list[str]) -> None:
    rows = [("Skerry", "It rained all the week"), ("港务局 x港务", None)]
    assert written("table", ("name", "says"), rows, width=width).decode().splitlines()[: len(lines)] == lines


COLUMN_TYPES: list[tuple[list[object], str, list[object]]] = [
    ([1, 2**62, None], "int64", [1, 2**62, None]),
    ([1, 2**63], "string", ["1", str(2**63)]),
    ([1, 0.5], "double", [1.0, 0.5]),
    ([2**53 + 1, 0.5], "string", ["9007199254740993", "0.5"]),
    ([True, None], "bool", [True, None]),
    ([True, 1], "string", ["true", "1"]),
    (["", None, "x"], "string", ["", None, "x"]),
    ([1, "x"], "string", ["1", "x"]),
    ([[1], {"a": None}], "string", ["[1]", '{"a": null}']),
    ([None, None], "string", [None, None]),
]


@pytest.mark.parametrize(("values", "kind", "back"), COLUMN_TYPES)
@pytest.mark.parametrize("group", [1, 100])
def test_parquet_keeps_every_value(
    values: list[object], kind: str, back: list[object], group: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabular_parquet, "GROUP", group)
    table = pyarrow.parquet.read_table(
        io.BytesIO(written("parquet", ("a", "a"), [(value, 7) for value in values]))
    )
    assert table.column_names == ["a", "a_2"]
    assert str(table.schema.field("a").type) == kind
    assert table.column("a").to_pylist() == back


def test_parquet_without_rows_has_its_columns() -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(written("parquet", ("a", "b"), [])))
    assert (table.column_names, table.num_rows) == (["a", "b"], 0)


def test_parquet_is_refused_where_it_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutputRefused, match="-o FILE"):
        check_form("parquet", terminal=True)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match="parquet"):
        check_form("parquet", terminal=False)
    for form in FORMS[:-1]:
        check_form(form, terminal=True)


class _Nowhere(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return len(data)


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "markdown", "parquet"])
def test_memory_does_not_follow_the_rows(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular_parquet, "GROUP", 100)
    monkeypatch.setattr(tabular_parquet, "_IN_MEMORY", 10_000)

    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(4000):
            yield number, f"{number} " + "x" * 1000

    tracemalloc.start()
    try:
        with open_table(form, ("a", "b"), _Nowhere()) as table:  # type: ignore[arg-type]
            table.write(rows())
        assert tracemalloc.get_traced_memory()[1] < 2_000_000  # the rows are more than 4 MB
    finally:
        tracemalloc.stop()
