"""Members from a CSV file: looked at first, then invited all together or not at all.

Between the two pages nothing is stored. The rows travel through the browser, signed for
this person and this cluster.
"""

from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from organisations.clusters.door import LOOKING, cluster_page
from organisations.clusters.forms import MemberFileForm
from organisations.clusters.member_rows import (
    COLUMNS,
    LARGEST_FILE,
    MOST_ROWS,
    MemberRow,
    read_member_rows,
)
from organisations.clusters.members import invite, invited_addresses, member_addresses
from organisations.limits import limited
from organisations.models import Cluster, Invitation, LogEntry
from organisations.roles import Right
from organisations.sheets import csv_download

PREVIEW_SECONDS = 30 * 60

# What is wrong, and what to do about it
PROBLEM_WORDS = {
    "too_large": gettext_lazy(
        "The file is larger than %(limit)s KB. Split it into two."
    ),
    "encoding": gettext_lazy(
        "The letters of the file cannot be read safely. Save it again as "
        "“CSV UTF-8 (comma delimited)”."
    ),
    "quotes": gettext_lazy(
        "A quotation mark is opened and not closed, or a cell is far too long. "
        "Save the file again from your spreadsheet."
    ),
    "too_many_rows": gettext_lazy(
        "The file has more than %(limit)s rows. Split it into several."
    ),
    "empty": gettext_lazy("The file is empty. Begin with the template below."),
    "no_rows": gettext_lazy(
        "There is a line of headings and no row below. Add one row for each enterprise."
    ),
    "unknown_column": gettext_lazy(
        "“%(value)s” is none of the headings we know. "
        "Use name, email, language, group, reference and take other columns out."
    ),
    "column_twice": gettext_lazy("The heading stands there twice. Keep one of them."),
    "no_column": gettext_lazy(
        "The heading is missing. The first line must hold name and email."
    ),
    "too_many_cells": gettext_lazy(
        "There are more cells than headings. Put text that holds the separator "
        "in quotation marks."
    ),
    "formula": gettext_lazy(
        "“%(value)s” begins like a formula. Take the first sign away."
    ),
    "invisible": gettext_lazy(
        "There are invisible signs or line breaks in the cell. Type it anew."
    ),
    "too_long": gettext_lazy(
        "The text is longer than %(limit)s signs: “%(value)s…”. Shorten it."
    ),
    "missing": gettext_lazy("The cell is empty. Fill it in, or delete the row."),
    "email": gettext_lazy("“%(value)s” is no e-mail address. Correct it."),
    "language": gettext_lazy(
        "“%(value)s” is no language we have. Write one of %(languages)s, or nothing."
    ),
    "twice": gettext_lazy(
        "“%(value)s” stands in row %(limit)s too. Keep one of the rows."
    ),
    "member": gettext_lazy(
        "The enterprise of “%(value)s” is a member already. Delete the row."
    ),
    "invited": gettext_lazy(
        "“%(value)s” has an open invitation. Delete the row; you can send it again."
    ),
}
EXAMPLES = (
    gettext_lazy("Example Joinery"),
    "name@example.org",
    gettext_lazy("Region North"),
    "A-17",
)


def in_words(problem):
    words = {
        "limit": problem.limit,
        "value": problem.value,
        "languages": ", ".join(dict(settings.LANGUAGES)),
    }
    return {
        "row": problem.row,
        "column": problem.column,
        "text": PROBLEM_WORDS[problem.code] % words,
    }


def _is_email(text):
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _salt(request, cluster):
    return f"members of {cluster.pk} by {request.user.pk}"


@cluster_page(right=Right.GOVERN)
@limited("import_members")
def import_members(request, cluster):
    """Choose a file, then see every row and every problem; nothing is stored."""
    form = MemberFileForm(
        request.POST if request.method == "POST" else None, request.FILES or None
    )
    if not form.is_valid():
        return _ask(request, cluster, form)
    file = form.cleaned_data["file"]
    reading = read_member_rows(
        file.read(LARGEST_FILE + 1),
        languages=dict(settings.LANGUAGES),
        language=get_language(),
        is_email=_is_email,
        members=member_addresses(cluster),
        invited=invited_addresses(cluster),
    )
    if not reading.rows:
        for problem in reading.problems:
            form.add_error("file", _of_file(problem))
        return _ask(request, cluster, form)
    signed = ""
    if not reading.problems:
        rows = [list(asdict(row).values()) for row in reading.rows]
        signed = signing.dumps(rows, salt=_salt(request, cluster), compress=True)
    wrong = {problem.row for problem in reading.problems}
    return render(
        request,
        "organisations/import_preview.html",
        {
            "cluster": cluster,
            "file": file.name,
            "rows": [(row, row.number in wrong) for row in reading.rows],
            "problems": [in_words(problem) for problem in reading.problems],
            "signed": signed,
            "guessed": reading.guessed,
        },
        status=422 if reading.problems else 200,
    )


def _of_file(problem):
    words = in_words(problem)
    place = words["column"]
    return format_lazy("{}: {}", place, words["text"]) if place else words["text"]


def _ask(request, cluster, form):
    return render(
        request,
        "organisations/import_members.html",
        {
            "cluster": cluster,
            "form": form,
            "most_rows": MOST_ROWS,
            "largest": LARGEST_FILE // 1024,
            "languages": ", ".join(dict(settings.LANGUAGES)),
        },
        status=422 if form.errors else 200,
    )


@cluster_page("POST")
@limited("import_members")
def confirm_import(request, cluster):
    """Invite all the rows that were looked at, or none."""
    try:
        signed = signing.loads(
            request.POST.get("rows", ""),
            salt=_salt(request, cluster),
            max_age=PREVIEW_SECONDS,
        )
    except signing.BadSignature:
        messages.error(
            request,
            _(
                "The preview is older than half an hour or belongs to somebody else. "
                "Nothing was sent. Choose the file once more."
            ),
        )
        return redirect("organisations:import_members", cluster.pk)
    rows = [MemberRow(*row) for row in signed]
    with transaction.atomic():
        Cluster.objects.select_for_update().get(pk=cluster.pk)  # two clicks, one import
        taken = member_addresses(cluster) | invited_addresses(cluster)
        if any(row.email.casefold() in taken for row in rows):
            messages.error(
                request,
                _(
                    "Some of these enterprises were invited or have joined meanwhile. "
                    "Nothing was sent. Choose the file once more to see which."
                ),
            )
            return redirect("organisations:import_members", cluster.pk)
        for row in rows:
            invite(
                Invitation.Kind.MEMBER,
                row.email,
                by=request.user,
                cluster=cluster,
                name=row.name,
                language=row.language,
                group=row.group,
                reference=row.reference,
            )
        LogEntry.objects.note(
            "imported", by=request.user, cluster=cluster, count=len(rows)
        )
    messages.success(
        request,
        ngettext(
            "%(count)s invitation is sent.",
            "%(count)s invitations are sent.",
            len(rows),
        )
        % {"count": len(rows)},
    )
    return redirect("organisations:member_invitations", cluster.pk)


@cluster_page(*LOOKING, right=Right.GOVERN)
def import_template(request, cluster):
    """The headings and one example row, in the reader's language."""
    name, email, group, reference = map(str, EXAMPLES)
    row = [name, email, get_language(), group, reference]
    return csv_download("members.csv", [COLUMNS, row])
