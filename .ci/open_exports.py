"""Opens every exported table of the working folder with several readers and compares what they find. See `open_exports`."""

import csv
import glob
import json
import pathlib
import re
from decimal import Decimal

import duckdb
import icalendar
import openpyxl
import pandas
import polars
import pyarrow.parquet

csv.field_size_limit(1 << 30)


def snippets(path):
    """The snippets of a load file by table; each begins with a line that names its table."""
    parts = re.split(r"^(?:--|#) table: (\w+)$", pathlib.Path(path).read_text(encoding="utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def exact_sums(table, decimals):
    """By Python's own reader and its decimals: the sums that all others must agree with, and the number of rows."""
    with open(f"{table}.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: sum((Decimal(row[name]) for row in rows if row[name]), Decimal(0)) for name in decimals}, len(rows)


def check(what, table, expected, found):
    if expected != found:
        raise SystemExit(f"{what} reads `{table}` as {found}, not {expected}")


def decimal(value):
    return Decimal(0) if value is None else Decimal(str(value))


def tables():
    sql, pandas_code, polars_code = (snippets(f"load{end}") for end in (".sql", "_pandas.py", "_polars.py"))
    names = sorted(sql)
    for table in names:
        schema = json.loads(pathlib.Path(f"{table}.schema.json").read_text(encoding="utf-8"))
        columns = schema["properties"]
        decimals = [name for name in schema["required"] if columns[name]["x-kind"] in ("amount", "rate")]
        expected, rows = exact_sums(table, decimals)

        connection = duckdb.connect()
        connection.execute(sql[table])
        sums = ", ".join([f'sum("{name}")' for name in decimals] + ["count(*)"])
        *found, count = connection.execute(f'select {sums} from "{table}"').fetchone()
        check("DuckDB", table, (expected, rows), (dict(zip(decimals, map(decimal, found))), count))

        scope = {}
        exec(pandas_code[table], scope)
        frame = scope["cases" if table == "case" else table]
        found = {name: sum((value for value in frame[name] if value is not None), Decimal(0)) for name in decimals}
        check("pandas", table, (expected, rows), (found, len(frame)))

        scope = {}
        exec(polars_code[table], scope)
        frame = scope["cases" if table == "case" else table]
        check("Polars", table, (expected, rows), ({name: decimal(frame[name].sum()) for name in decimals}, frame.height))

        if pathlib.Path(f"{table}.parquet").exists():
            parquet(table, decimals, expected, rows)
        if pathlib.Path(f"{table}.jsonl").exists():
            lines = pathlib.Path(f"{table}.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
            found = [json.loads(line) for line in lines]
            sums = {name: sum((Decimal(row[name]) for row in found if row[name] is not None), Decimal(0)) for name in decimals}
            check("JSON", table, (expected, rows), (sums, len(found)))
            assert all(list(row) == schema["required"] for row in found)
    return len(names)


def parquet(table, decimals, expected, rows):
    path = f"{table}.parquet"
    connection = duckdb.connect()
    sums = ", ".join([f'sum("{name}")' for name in decimals] + ["count(*)"])
    *found, count = connection.execute(f"select {sums} from '{path}'").fetchone()
    check("DuckDB from Parquet", table, (expected, rows), (dict(zip(decimals, map(decimal, found))), count))
    pairs = connection.execute(f"select decode(key), decode(value) from parquet_kv_metadata('{path}')").fetchall()
    assert dict(pairs)["table"] == table and "as_of" in dict(pairs), pairs

    frame = polars.read_parquet(path)
    check("Polars from Parquet", table, (expected, rows), ({name: decimal(frame[name].sum()) for name in decimals}, frame.height))
    whole = pyarrow.parquet.read_table(path)
    found = {name: sum((value for value in whole[name].to_pylist() if value is not None), Decimal(0)) for name in decimals}
    check("pyarrow", table, (expected, rows), (found, whole.num_rows))
    frame = pandas.read_parquet(path)
    found = {name: sum((value for value in frame[name] if value is not None), Decimal(0)) for name in decimals}
    check("pandas from Parquet", table, (expected, rows), (found, len(frame)))
    # Cell by cell, as text, against the CSV file.
    with open(f"{table}.csv", encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    for column in whole.column_names:
        if pyarrow.types.is_dictionary(whole[column].type) or pyarrow.types.is_string(whole[column].type):
            values = whole[column].to_pylist()
            assert [value or "" for value in values] == [row[column] for row in written], (table, column)


def workbook():
    book = openpyxl.load_workbook("review.xlsx")
    assert book.sheetnames[0] == "About", book.sheetnames
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"a formula in {sheet.title}: {cell.coordinate}"
    # The sums of a sheet are those of its table, to the last minor unit; a table goes on in further sheets where it is long.
    usual = {
        "Bridge by slice": "bridge", "Retention": "retention", "Managers": "manager_scoreboard", "Commitments": "commitment", "Renewals": "renewal",
        "Agenda": "agenda",
    }
    sheets = {}
    for title in book.sheetnames:
        table = usual.get(title, re.sub(r" \(\d+\)$", "", title))
        if pathlib.Path(f"{table}.schema.json").exists():
            sheets.setdefault(table, []).append(title)
    for table, titles in sheets.items():
        header = next(book[titles[0]].values)
        rows = [row for title in titles for row in list(book[title].values)[1:]]
        schema = json.loads(pathlib.Path(f"{table}.schema.json").read_text(encoding="utf-8"))
        assert list(header) == schema["required"], (table, header)
        amounts = [name for name in header if schema["properties"][name]["x-kind"] == "amount"]
        expected, count = exact_sums(table, amounts)
        found = {
            name: sum((Decimal(repr(row[header.index(name)])) for row in rows if row[header.index(name)] is not None), Decimal(0))
            for name in amounts
        }
        check("openpyxl", table, (expected, count), (found, len(rows)))
    assert {"bridge", "retention", "account_month", "movement"} <= sheets.keys(), sheets.keys()
    return len(book.sheetnames)


def calendars():
    with open("review.ics", "rb") as file:
        calendar = icalendar.Calendar.from_ical(file.read())
    events = calendar.walk("VEVENT")
    uids = [str(event["UID"]) for event in events]
    assert len(set(uids)) == len(uids), "two events have one id"
    for event in events:
        assert (event["DTEND"].dt - event["DTSTART"].dt).days == 1 and event["DTSTAMP"].dt == events[0]["DTSTAMP"].dt
    return len(events)


found = [f"{tables()} tables"]
if pathlib.Path("review.xlsx").exists():
    found.append(f"a workbook of {workbook()} sheets")
if pathlib.Path("review.ics").exists():
    found.append(f"a calendar of {calendars()} events")
print("opened by others, sums exact:", ", ".join(found), "and", len(glob.glob("*.parquet")), "Parquet files")
