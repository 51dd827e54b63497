"""cluster_logo: put the logo of a cluster on its members' pages, or take it away."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from organisations.clusters.logos import LogoError, logo
from organisations.models import Cluster


class Command(BaseCommand):
    help = "Keep a PNG file as the logo of a cluster, at most 400 by 120 pixels."

    def add_arguments(self, parser):
        parser.add_argument("code", help="the code of the cluster")
        parser.add_argument("file", nargs="?", help="a PNG file")
        parser.add_argument("--remove", action="store_true", help="show no logo")

    def handle(self, *args, code, file, remove, **options):
        if bool(file) == remove:
            raise CommandError("Give a file, or --remove.")
        cluster = Cluster.objects.filter(code=code).first()
        if cluster is None:
            raise CommandError(f"No cluster has the code {code!r}.")
        cluster.logo = None if remove else self._read(file)
        cluster.save(update_fields=["logo"])
        done = "no logo" if remove else f"a logo of {len(cluster.logo)} bytes"
        self.stdout.write(f"{cluster.name}: {done}.")

    def _read(self, file):
        try:
            return logo(Path(file).read_bytes())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except LogoError as error:
            raise CommandError(f"{file}: {error}.") from error
