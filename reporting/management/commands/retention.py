"""retention: delete what is over, warn of what soon will be. Run it once a day."""

from django.core.management.base import BaseCommand

from reporting.retention import count_overdue, retain


class Command(BaseCommand):
    help = (
        "Delete idle drafts, old results, old log entries, enterprises whose deletion "
        "was asked for, and whatever else has expired; warn owners of idle drafts."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="count only, change nothing"
        )

    def handle(self, *args, dry_run, **options):
        counts = count_overdue() if dry_run else retain()
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
        if dry_run:
            self.stdout.write("Nothing was changed.")
