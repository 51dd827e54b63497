"""What is checked before the installation starts."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.core import checks
from django.utils.translation import check_for_language

from assessment.edition import CatalogueError, load


class PenelopeConfig(AppConfig):
    """The installation as a whole: it will not start on a faulty catalogue."""

    name = "config"

    def ready(self):
        checks.register(catalogue_is_sound)
        checks.register(languages_are_there)


class OperatorsConfig(AdminConfig):
    """Django's admin, for operators with a second factor alone."""

    default_site = "config.admin.OperatorsSite"


def catalogue_is_sound(app_configs, **kwargs):
    try:
        load(settings.QUESTIONNAIRE_EDITION)
    except CatalogueError as error:
        return [checks.Error(problem, id="penelope.E001") for problem in error.problems]
    return []


def languages_are_there(app_configs, **kwargs):
    """Django offers no page in a language of which neither it nor we have a text."""
    return [
        checks.Warning(
            f"There is no text in the language {code!r}, so its pages are not found: "
            "translations import --apply makes its files, compile_messages compiles "
            "them.",
            id="penelope.W001",
        )
        for code, _name in settings.LANGUAGES
        if not check_for_language(code)
    ]
