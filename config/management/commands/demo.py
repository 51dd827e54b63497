"""demo: a working demonstration with invented data, in one command."""

import os
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.demonstration import OWNER, PASSWORD, seed


class Command(BaseCommand):
    help = "Migrate, seed a small demonstration, print how to sign in, and serve."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--no-serve", action="store_true", help="prepare everything, then stop"
        )

    def handle(self, *args, port, no_serve, **options):
        call_command("migrate", verbosity=0)
        seed()
        self.stdout.write(
            f"\nPENELOPE: a demonstration with invented data\n\n"
            f"  Address    http://127.0.0.1:{port}\n"
            f"  Enterprise {OWNER}\n"
            f"  Password   {PASSWORD}\n\n"
            f"The quick check needs no account. Ctrl-C stops the server.\n"
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
