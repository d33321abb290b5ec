"""Writes the rows of a Parquet file with other libraries, one line of standard input at a time, and answers with the seconds it took.

    python peer.py ROWS FOLDER

Every library holds the rows in its own table before it is asked: text as text, decimals as its own decimals.
"""

import sys
import time

import pandas
import polars
import pyarrow
import pyarrow.parquet
import xlsxwriter

SHEET_ROWS = 200_000


def main():
    path, folder = sys.argv[1], sys.argv[2]
    table = pyarrow.parquet.read_table(path)
    plain = pyarrow.schema(
        [(field.name, pyarrow.string() if pyarrow.types.is_dictionary(field.type) else field.type) for field in table.schema]
    )
    text = table.cast(plain)
    frame = polars.from_arrow(text)
    pandas_frame = text.to_pandas()
    rows = text.slice(0, SHEET_ROWS).to_pylist()
    for line in sys.stdin:
        what = line.strip()
        begun = time.perf_counter()
        if what == "polars csv":
            frame.write_csv(f"{folder}/polars.csv")
        elif what == "pandas csv":
            pandas_frame.to_csv(f"{folder}/pandas.csv", index=False)
        elif what == "pyarrow parquet":
            pyarrow.parquet.write_table(table, f"{folder}/pyarrow.parquet", compression="zstd")
        elif what == "xlsxwriter xlsx":
            workbook(rows, f"{folder}/xlsxwriter.xlsx")
        else:
            raise SystemExit(f"unknown: {what}")
        print(f"{time.perf_counter() - begun:.6f}", flush=True)


def workbook(rows, path):
    """In flat memory, row by row, with the formats that a reader needs."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    amount, date = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for at, name in enumerate(rows[0]):
        sheet.write_string(0, at, name)
    for line, row in enumerate(rows, start=1):
        for at, value in enumerate(row.values()):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(line, at, value)
            elif hasattr(value, "year"):
                sheet.write_datetime(line, at, value, date)
            else:
                sheet.write_number(line, at, value, amount)
    book.close()


main()
