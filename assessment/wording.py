"""Catalogue texts in the reader's language.

Each edition is a gettext domain of its own; the key of a text is its msgctxt, so that
the same English words in two places can be two translations.
"""

import gettext as catalogues
from functools import cache, lru_cache

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, to_locale
from django.utils.translation import gettext_lazy as _

from assessment.answers import DONT_KNOW, Answer, Scale, checked
from assessment.edition import editions
from assessment.questionnaire import Questionnaire
from assessment.questions import Phrasing, Question, Wording
from assessment.quoted import pieces

MOST_MARKED = 20_000  # texts kept as HTML: those of an edition in five languages

SIZE_CLASS_NAMES = {
    "micro": _("Micro, 1 to 9 people"),
    "small": _("Small, 10 to 49 people"),
    "medium": _("Medium, 50 to 249 people"),
    "large": _("Large, 250 people or more"),
}


def translated(wording: Wording, language: str | None = None) -> str:
    """The text in a language, the active one by default; English if untranslated."""
    return _catalogue(language or get_language() or settings.LANGUAGE_CODE).pgettext(
        wording.key, wording.text
    )


def marked(text: str, language: str | None = None) -> SafeString:
    """Plain text as HTML, in which words quoted from another language say so.

    Kept in memory, so only for texts of the product, never for what people write.
    """
    return _marked(str(text), language or get_language() or settings.LANGUAGE_CODE)


@lru_cache(MOST_MARKED)
def _marked(text: str, language: str) -> SafeString:
    return mark_safe(
        "".join(
            format_html('<span lang="{}">{}</span>', other, words)
            if other
            else escape(words)
            for words, other in pieces(text, language)
        )
    )


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    """The texts of all editions: a text is found by its key and its English words."""
    catalogue = catalogues.NullTranslations()
    for edition in editions():
        texts = catalogues.translation(
            f"edition_{edition}",
            settings.LOCALE_PATHS[0],
            [to_locale(language)],
            fallback=True,
        )
        texts.add_fallback(catalogue)
        catalogue = texts
    return catalogue


def answer_text(
    questionnaire: Questionnaire, question: Question, answer: Answer, phrasing: Phrasing
) -> str:
    """An answer in words, in the active language; empty if unanswered."""
    raw = answer.raw
    if raw is None:
        return ""
    if raw == DONT_KNOW:
        return gettext("I don't know")
    if answer.reason:
        reason = next(i for i in question.reasons if i.code == answer.reason)
        return _explained(gettext("Does not apply to us"), translated(reason.text))
    words = questionnaire.answer_words
    match question.scale:
        case Scale.STAGED:
            word = translated(questionnaire.stage_words[raw])
            return _explained(word, translated(phrasing.stages[raw]))
        case Scale.YES_NO:
            return translated(words[f"yes_no.{('yes', 'no').index(raw)}"])
        case Scale.CHECKLIST:
            ticked, _absent = checked(raw)
            texts = [translated(i.text) for i in question.items if i.code in ticked]
            return " ".join(texts) or translated(words["checklist.0"])
        case Scale.METRIC:
            women, men = (translated(words[f"share.{index}"]) for index in (0, 1))
            return f"{women} {raw['women']}, {men} {raw['men']}"


def _explained(word: str, text: str) -> str:
    return gettext("%(word)s: %(text)s") % {"word": word, "text": text}
