"""What the frame around every page needs."""

from django import template
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils.translation import override

from assessment.translations import status
from organisations import dates

register = template.Library()


@register.simple_tag
def translated_url(request, language_code):
    """The address of this page in another language.

    A page without a translated address (an error page) leads to the start page.
    """
    try:
        resolve(request.path_info)
    except (AttributeError, Resolver404):
        with override(language_code):
            return reverse("assessment:home")
    return translate_url(request.get_full_path(), language_code)


@register.filter(expects_localtime=True)
def day(value):
    """As the report writes it; Django would write Romanian months with a capital."""
    return dates.day(value)


@register.filter(expects_localtime=True)
def moment(value):
    return f"{dates.day(value)}, {value:%H:%M}"


@register.simple_tag
def status_word(language_code):
    """The word beside a language that still shows some English; often empty."""
    return status.status_word(language_code)
