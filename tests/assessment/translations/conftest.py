"""A folder of translations of its own for each test: Romanian, begun."""

import pytest

from assessment import wording
from assessment.translations import status
from assessment.translations.catalogues import po_path, source

PAGES = """\
# The interface, in Romanian.
msgid ""
msgstr ""
"Language: ro\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1?0:(((n%100>19)||((n%100==0)&&(n!=0)))?2:1));\\n"

# Said on the first page.
# state: approved
msgid "Continue"
msgstr "Continuați"

#, python-format
msgid "%(count)s question"
msgid_plural "%(count)s questions"
msgstr[0] "%(count)s întrebare"
msgstr[1] "%(count)s întrebări"
msgstr[2] "%(count)s de întrebări"

#. Beside the score.
#, fuzzy, python-format
#| msgid "%(points)s of 100"
msgctxt "score"
msgid "%(points)s of 100 points"
msgstr "%(points)s din 100"

msgid "Write to <a href=\\"mailto:x\\">us</a>."
msgstr ""

#~ msgid "Next"
#~ msgstr "Următorul"
"""


@pytest.fixture
def locale(settings, tmp_path):
    """The folder of the translations; the questionnaire is not translated yet."""
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    path = po_path("ro", "django")
    path.parent.mkdir(parents=True)
    path.write_text(PAGES, "utf-8")
    po_path("ro", "edition_2026").write_bytes(source("ro", "edition_2026"))
    _forget()
    yield tmp_path / "locale"
    _forget()


def _forget():
    """What a process reads once is read anew."""
    status.status.cache_clear()
    wording._catalogue.cache_clear()
