"""update_edition_messages: bring the translations of an edition up to its English.

A text is known by its key. Where its English changed, the old translation stays as a
proposal, marked fuzzy: translators see what is stale, readers see English meanwhile.
"""

from datetime import UTC, datetime
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessment.edition import load, load_duties

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)  # no dates that change with every run


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
        for language, _name in settings.LANGUAGES:
            if language == "en":
                continue
            folder = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES"
            path = folder / f"edition_{edition}.po"
            before = path.read_bytes() if path.exists() else b""
            after = _written(_updated(before, edition, language))
            if before != after:
                stale.append(str(path.relative_to(settings.BASE_DIR)))
                if not check:
                    folder.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(after)
        if check and stale:
            raise CommandError(
                f"out of date: {', '.join(stale)}; run update_edition_messages."
            )
        self.stdout.write(", ".join(stale) or "Everything is up to date.")


def wordings(edition):
    """Every text of the edition and of the duties it may name."""
    yield from load(edition).wordings()
    for duty in load_duties().values():
        yield duty.wording


def _updated(before, edition, language):
    kept = {}
    if before:
        kept = {message.context: message for message in read_po(BytesIO(before))}
    catalogue = Catalog(
        locale=language,
        domain=f"edition_{edition}",
        project="PENELOPE",
        version=edition,
        header_comment=f"# The questionnaire, edition {edition}; msgctxt is its key.",
        creation_date=LONG_AGO,
        revision_date=LONG_AGO,
        last_translator="PENELOPE",
        language_team="PENELOPE",
        msgid_bugs_address="PENELOPE",
        fuzzy=False,
    )
    for wording in wordings(edition):
        old = kept.get(wording.key)
        changed = old is not None and old.string and old.id != wording.text
        flags = set(old.flags) if old else set()
        catalogue.add(
            wording.text,
            old.string if old else "",
            context=wording.key,
            flags=flags | {"fuzzy"} if changed else flags,
            previous_id=old.id if changed else (),
            user_comments=old.user_comments if old else (),
        )
    return catalogue


def _written(catalogue):
    out = BytesIO()
    write_po(out, catalogue, width=0, include_previous=True)
    return out.getvalue()
