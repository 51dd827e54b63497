"""What templates need to show catalogue texts."""

from django import template

from assessment.wording import marked

register = template.Library()


@register.filter
def mark_quoted(text):
    """The text as HTML; words quoted from another language say so. See `marked`."""
    return marked(text)
