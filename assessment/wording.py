"""Catalogue texts in the reader's language.

Each edition is a gettext domain of its own; the key of a text is its msgctxt, so that
the same English words in two places can be two translations.
"""

import gettext
from functools import cache

from django.conf import settings
from django.utils.translation import get_language

from assessment.edition import editions
from assessment.questionnaire import Wording


def translated(wording: Wording, language: str | None = None) -> str:
    """The text in a language, the active one by default; English if untranslated."""
    return _catalogue(language or get_language() or settings.LANGUAGE_CODE).pgettext(
        wording.key, wording.text
    )


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The texts of all editions: a text is found by its key and its English words."""
    catalogue = gettext.NullTranslations()
    for edition in editions():
        texts = gettext.translation(
            f"edition_{edition}", settings.LOCALE_PATHS[0], [language], fallback=True
        )
        texts.add_fallback(catalogue)
        catalogue = texts
    return catalogue
