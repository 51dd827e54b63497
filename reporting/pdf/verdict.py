"""The result in a sentence: what it is, why there is no more of it, what it is not.

Said on the cover, on the page that is handed out and at the end; written once.
"""

from django.conf import settings
from django.utils.translation import gettext

from assessment.scoring import COMPUTED_ENOUGH, KNOWN_ENOUGH
from assessment.translations.status import notes
from reporting.formats import percent
from reporting.lines import ActionLine, AreaLine, Report

AUTHOR = "PENELOPE"


def result_words(report: Report) -> str:
    """The result in one line: the level, or why there is none."""
    if report.quick:
        return gettext("Indicative result of a quick check")
    if not report.computed:
        return gettext("No overall score")
    if report.provisional:
        return gettext("Provisional, no level")
    return level_words(report)


def level_words(report: Report) -> str:
    return gettext("Level %(level)s of %(levels)s: %(name)s") % {
        "level": report.level,
        "levels": len(report.levels),
        "name": report.level_name,
    }


def why_not_computed(report: Report) -> str:
    return gettext(
        "There is no overall score. An area is computed where at least half of it "
        "applies to you, and an overall score needs areas worth %(enough)s of 100 "
        "points. The areas computed are worth %(weight)s; their own scores are shown."
    ) % {
        "enough": COMPUTED_ENOUGH,
        "weight": sum(area.weight for area in report.areas if area.computed),
    }


def why_no_level(report: Report) -> str:
    """Why a score stands without a level."""
    if report.quick:
        return gettext(
            "A quick check asks the core questions only. It shows where to look "
            "first; the full assessment asks the rest."
        )
    return gettext(
        "The score is provisional, with no level: the answers you know carry "
        "%(known)s of the weight, and a level needs %(needed)s. Find out what you do "
        "not know yet, and the level follows."
    ) % {"known": report.known_percent, "needed": percent(KNOWN_ENOUGH)}


def standing(report: Report) -> str:
    """What the result is and is not, for whoever is handed it."""
    return gettext(
        "This is a self-assessment of %(name)s of %(date)s. The enterprise answered "
        "the questions itself. The answers have not been audited, and this is not a "
        "certificate."
    ) % {"name": report.name, "date": report.submitted_on}


def small_print() -> list[str]:
    """Whose money and whose responsibility; the settings may be translated late."""
    lines = (str(settings.FUNDING_LINE), str(settings.DISCLAIMER), *notes())
    return [line for line in lines if line]


def footer(edition: str, rules: str) -> str:
    funding = str(settings.FUNDING_LINE)
    return ". ".join(filter(None, [versions(edition, rules), funding]))


def versions(edition: str, rules: str) -> str:
    return gettext("Edition %(edition)s, rules %(rules)s") % {
        "edition": edition,
        "rules": rules,
    }


def labelled(word: str) -> str:
    """The word and its colon, set as the language sets it."""
    return (gettext("%(word)s: %(text)s") % {"word": word, "text": ""}).rstrip()


def known_of_asked(area: AreaLine) -> str:
    return gettext("%(known)s of %(applicable)s") % {
        "known": area.known,
        "applicable": area.applicable,
    }


def reason_words(report: Report, action: ActionLine) -> str:
    # A quick check has no level, so nothing can open the next one.
    if report.quick and action.reason == "gate":
        return gettext("Basic practice")
    return action.reason_name
