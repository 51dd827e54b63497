"""translations: texts out to translators and back, without a programmer."""

import textwrap

from babel import Locale
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import to_locale

from assessment.output import one_line, read, write
from assessment.translations.catalogues import (
    languages,
    plural_examples,
    texts,
)
from assessment.translations.exchange import files, plan
from assessment.translations.pofiles import PoError, po_file, read_po_file
from assessment.translations.sheets import SheetError, read_workbook, workbook
from assessment.translations.texts import GIVEN, TextState

WIDTHS = (32, 36, 36, 20)  # key, before, after, state


class Command(BaseCommand):
    help = (
        "Export the texts of a language as XLSX or PO, and import what translators "
        "made of it. An import shows what would change; --apply writes it."
    )

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="write the texts of a language")
        export.add_argument("--language", required=True)
        export.add_argument("--format", required=True, choices=["xlsx", "po"])
        export.add_argument("out", help="a file, or - for standard output")
        imported = verbs.add_parser("import", help="read texts back, XLSX or PO")
        imported.add_argument("file")
        imported.add_argument(
            "--language", help="of a PO file whose header does not tell it"
        )
        imported.add_argument(
            "--state",
            choices=[state.value for state in GIVEN],
            help="the state each translated text of the file gets",
        )
        imported.add_argument(
            "--apply", action="store_true", help="write what would change"
        )
        imported.add_argument(
            "--skip-refused",
            action="store_true",
            help="take the good rows although some are refused",
        )

    def handle(self, *args, verb, **options):
        if verb == "export":
            self.export(options["language"], options["format"], options["out"])
        else:
            self.import_(**options)

    def export(self, language, format, out):
        _check_language("--language", language)
        found = texts(language)
        if format == "po":
            content = po_file(found, language)
        else:
            name = Locale.parse(to_locale(language)).english_name
            content = workbook(found, language, name, plural_examples(language))
        write(self, {out: content})

    def import_(self, file, language, state, apply, skip_refused, **options):
        language, proposals, left_open = _read(file, language)
        _check_language(file, language)
        wanted = plan(texts(language), proposals, TextState(state) if state else None)
        for line in _table(wanted.changes):
            self.stdout.write(line)
        for refusal in wanted.refusals:
            place = f"{file}: {refusal.place}, {refusal.key or 'without key'}"
            self.stderr.write(one_line(f"{place}: {refusal.reason}"))
        self.stdout.write(
            f"{language}: {len(wanted.changes)} to change, {wanted.unchanged} "
            f"unchanged, {len(wanted.refusals)} refused"
            + (f", {left_open} marked fuzzy and left out." if left_open else ".")
        )
        if wanted.refusals and not skip_refused:
            raise CommandError(
                f"{file}: {len(wanted.refusals)} refused, nothing written; mend the "
                "rows above, or add --skip-refused."
            )
        if not apply:
            self.stdout.write("Nothing written; add --apply to write it.")
            return
        contents = files(wanted.changes, language, file, timezone.localdate())
        for path in contents:
            path.parent.mkdir(parents=True, exist_ok=True)
        write(self, {str(path): content for path, content in contents.items()})
        self.stdout.write("Written; run compile_messages and start the service anew.")


def _read(file, language):
    """The language of a file, its proposals, and how many of them it leaves open."""
    content = read(file)
    try:
        if content.startswith(b"PK"):
            told, proposals = read_workbook(content)
            left_open = 0
        else:
            told, proposals, left_open = read_po_file(content)
    except (SheetError, PoError) as error:
        raise CommandError(one_line(f"{file}: {error}")) from None
    told = told.replace("_", "-").lower()
    if language and told and told != language:
        raise CommandError(
            f"{file}: in {told}, not in {language}: leave --language out."
        )
    if not (told or language):
        raise CommandError(f"{file}: tells no language: add --language.")
    return told or language, proposals, left_open


def _check_language(place, language):
    if language not in languages():
        raise CommandError(
            f"{place}: no language {language!r} to translate into; there are "
            f"{', '.join(languages())}. EXTRA_LANGUAGES adds one "
            f"({settings.LANGUAGE_CODE} is the source)."
        )


def _table(changes):
    """The changes as lines of a table: key, before, after, state."""
    if not changes:
        return
    yield from _row("Key", "Before", "After", "State")
    for change in changes:
        yield from _row(
            change.text.key,
            " | ".join(filter(None, change.text.forms)),
            " | ".join(change.forms),
            change.state
            if change.state == change.text.state
            else f"{change.text.state} > {change.state}",
        )


def _row(*cells):
    wrapped = [
        textwrap.wrap(cell, width, break_long_words=True) or [""]
        for cell, width in zip(cells, WIDTHS, strict=True)
    ]
    for number in range(max(map(len, wrapped))):
        parts = [lines[number] if number < len(lines) else "" for lines in wrapped]
        padded = (part.ljust(width) for part, width in zip(parts, WIDTHS, strict=True))
        yield "  ".join(padded).rstrip()
    yield "  ".join("-" * width for width in WIDTHS)
