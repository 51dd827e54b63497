"""demo: a working demonstration with invented data, in one command."""

import os
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config import demonstration

ROLES = {
    "Enterprise, owner": demonstration.OWNER,
    "Enterprise, contributor": demonstration.CONTRIBUTOR,
    "Enterprise, reader": demonstration.READER,
    "Cluster, manager": demonstration.MANAGER,
    "Cluster, reader": demonstration.CLUSTER_READER,
    "Network, manager": demonstration.SECOND_MANAGER,
    "Project partner": demonstration.PARTNER,
    "Operator (/en/admin/)": demonstration.OPERATOR,
}


class Command(BaseCommand):
    help = "Migrate, seed a small demonstration, print how to sign in, and serve."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--no-serve", action="store_true", help="prepare everything, then stop"
        )

    def handle(self, *args, port, no_serve, **options):
        call_command("migrate", verbosity=0)
        demonstration.seed()
        self.stdout.write(
            f"\nPENELOPE: a demonstration with invented data\n\n"
            f"  Address    http://127.0.0.1:{port}\n"
            f"  Password   {demonstration.PASSWORD} (of everybody below)\n\n"
        )
        for role, email in ROLES.items():
            self.stdout.write(f"  {role:<28}{email}\n")
            if email in demonstration.WITH_SECOND_STEP:
                codes = ", ".join(demonstration.recovery_codes(email)[:4])
                self.stdout.write(f"  {'':<28}second step: {codes}\n")
        self.stdout.write(
            "\nEach code of a second step works once; start again for new ones.\n"
            "The quick check needs no account. Mails, such as the code that signing up "
            "asks for,\nare printed below. Ctrl-C stops the server.\n"
        )
        self.stdout.flush()
        if no_serve:
            return
        os.chdir(settings.BASE_DIR)
        os.execv(  # gunicorn takes this process over, and Ctrl-C with it
            sys.executable,
            [
                sys.executable,
                "-m",
                "gunicorn",
                "config.wsgi",
                f"--bind=127.0.0.1:{port}",
                "--worker-class=gthread",
                "--workers=2",
                "--threads=4",
                "--log-level=warning",
            ],
        )
