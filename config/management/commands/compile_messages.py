"""compile_messages: make .mo files of all translations, without GNU gettext."""

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile every catalogue in locale/ that is newer than its compiled file."
    requires_system_checks = []

    def handle(self, *args, **options):
        for folder in settings.LOCALE_PATHS:
            for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
                    continue
                with source.open("rb") as file:
                    catalogue = read_po(file, abort_invalid=True)
                with target.open("wb") as file:
                    write_mo(file, catalogue)  # stale texts stay in English
                self.stdout.write(f"{target.relative_to(settings.BASE_DIR)}")
