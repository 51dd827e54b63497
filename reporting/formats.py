"""Numbers and days as the active language writes them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import gettext, ngettext

from assessment.scoring import whole_points
from organisations.dates import locale


def tenth(number: Fraction) -> str:
    """A number with one decimal, half-up, as the active language writes it."""
    tenths = whole_points(number * 10)
    return format_decimal(tenths / 10, "0.0", locale=locale())


def hundredth(number: str) -> str:
    """A decimal with two places, given as text."""
    return format_decimal(Decimal(number), "0.00", locale=locale())


def percent(share: Fraction) -> str:
    return gettext("%(number)s%%") % {"number": whole_points(share * 100)}


def quarter_name(code: str) -> str:
    """ "2027-Q1" in words."""
    year, number = map(int, code.split("-Q"))
    name = format_date(date(year, 3 * number, 1), "QQQQ y", locale=locale())
    return name[0].upper() + name[1:]


def hours(count: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}


def weeks(count: int) -> str:
    return ngettext("%(count)s week", "%(count)s weeks", count) % {"count": count}
