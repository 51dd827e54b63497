"""Letters: written once, sent as plain text and as HTML, in the reader's language.

A letter is composed under `translation.override` of that language; the job that sends
it knows nothing but addresses and finished texts.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django_tasks import task


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands in a letter; `address` is where its one button leads."""

    subject: str
    paragraphs: tuple[str, ...]
    button: str
    address: str
    closing: tuple[str, ...] = ()
    unsubscribe: str = ""
    language: str = field(default_factory=get_language)  # it was composed in


def post(letter: Letter, to: str):
    """Send a letter once what it speaks of is in the database.

    What was written stays where the letter cannot be sent: the failure is logged.
    """
    context = {"letter": letter, "funding_line": settings.FUNDING_LINE}
    with override(letter.language):
        text = render_to_string("mail/letter.txt", context)
        html = render_to_string("mail/letter.html", context)
    subject = " ".join(letter.subject.split())  # a name may hold a line break
    transaction.on_commit(
        lambda: deliver.enqueue(to, subject, text, html, letter.unsubscribe),
        robust=True,
    )


@task()
def deliver(to, subject, text, html, unsubscribe):
    message = EmailMultiAlternatives(subject, text, to=[to])
    message.attach_alternative(html, "text/html")
    if unsubscribe:
        message.extra_headers = {
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message.send()
