"""forget_quick_checks: delete what nobody took into an account in time."""

from django.core.management.base import BaseCommand

from assessment.models import Assessment


class Command(BaseCommand):
    help = "Delete quick checks without an account after QUICK_CHECK_DAYS days."

    def handle(self, *args, **options):
        expired = Assessment.objects.expired()
        count = expired.count()
        expired.delete()
        self.stdout.write(f"{count} deleted.")
