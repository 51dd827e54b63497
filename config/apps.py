"""What is checked before the installation starts."""

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from assessment.edition import CatalogueError, load


class PenelopeConfig(AppConfig):
    """The installation as a whole: it will not start on a faulty catalogue."""

    name = "config"

    def ready(self):
        checks.register(catalogue_is_sound)


def catalogue_is_sound(app_configs, **kwargs):
    try:
        load(settings.QUESTIONNAIRE_EDITION)
    except CatalogueError as error:
        return [checks.Error(problem, id="penelope.E001") for problem in error.problems]
    return []
