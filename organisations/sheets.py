"""Tables to download, as CSV that a spreadsheet opens and does not execute."""

import csv

from django.http import HttpResponse

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def guarded(cell) -> str:
    """The cell as text; what a spreadsheet would compute is marked as text."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" \xa0").startswith(BEGINS_FORMULA) else text


def csv_download(name: str, rows) -> HttpResponse:
    """Rows as a file; the mark at its start tells Excel that it is UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    csv.writer(response).writerows([guarded(cell) for cell in row] for row in rows)
    return response
