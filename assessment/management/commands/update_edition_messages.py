"""update_edition_messages: bring the translations of an edition up to its English.

A text is known by its key. Where its English changed, the old translation stays as a
proposal, marked fuzzy and a draft again: translators see what is stale, readers see
English meanwhile.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessment.translations.catalogues import (
    brought_up_to_date,
    languages,
    po_path,
)


class Command(BaseCommand):
    help = (
        "Update locale/<language>/LC_MESSAGES/edition_<edition>.po from the catalogue."
    )

    def add_arguments(self, parser):
        parser.add_argument("--edition", default=settings.QUESTIONNAIRE_EDITION)
        parser.add_argument(
            "--check", action="store_true", help="write nothing, fail where out of date"
        )

    def handle(self, *args, edition, check, **options):
        stale = []
        for language in languages():
            path = po_path(language, f"edition_{edition}")
            before = path.read_bytes() if path.exists() else b""
            after = brought_up_to_date(before, edition, language)
            if before != after:
                stale.append(str(path.relative_to(settings.LOCALE_PATHS[0].parent)))
                if not check:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(after)
        if check and stale:
            raise CommandError(
                f"out of date: {', '.join(stale)}; run update_edition_messages."
            )
        self.stdout.write(", ".join(stale) or "Everything is up to date.")
