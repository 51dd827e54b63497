"""Days as the active language writes them; English as it is written in Europe."""

from datetime import date, datetime

from babel import Locale
from babel.dates import format_date
from django.utils.timezone import localtime
from django.utils.translation import get_language


def locale() -> Locale:
    language = get_language() or "en"
    return Locale.parse("en-GB" if language == "en" else language, sep="-")


def day(value: date | datetime) -> str:
    """A date in words; of a moment, the day it is here."""
    if isinstance(value, datetime):
        value = localtime(value)
    return format_date(value, "long", locale=locale())
