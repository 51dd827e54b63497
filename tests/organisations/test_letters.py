"""Letters: each in the language of its reader, as text and as HTML."""

import pytest
from django.conf import settings
from django.utils import translation

from organisations.letters import invitation_letter
from organisations.mail import post
from organisations.models import Cluster, Enterprise, Invitation, Partner
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def invitation(kind, language, **fields):
    eva = make_user("eva@example.org")
    eva.first_name = "Eva <Eck>"
    places = {
        "colleague": {
            "enterprise": Enterprise.objects.found(eva, "Müller & Co (invented)"),
            "role": "contributor",
        },
        "member": {"cluster": cluster(), "name": "Ben's (invented)"},
        "seat": {"cluster": cluster(), "role": "manager"},
        "partner": {"partner": Partner.objects.create(name="Müller & Co (invented)")},
    }
    return Invitation.objects.invite(
        kind, "ben@example.org", by=eva, language=language, **places[kind], **fields
    )


def cluster():
    return Cluster.objects.get_or_create(
        code="wood", defaults={"name": "Müller & Co (invented)", "country": "FR"}
    )[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Invitation.Kind.values)
def test_an_invitation_names_the_place_and_leads_there(
    kind, language, mailoutbox, django_capture_on_commit_callbacks
):
    with translation.override("en"):
        invited, token = invitation(kind, language)
        with django_capture_on_commit_callbacks(execute=True):
            post(invitation_letter(invited, token), invited.email)
    (letter,) = mailoutbox
    address = f"http://127.0.0.1:8000/{language}/invitations/{token}/"
    html = letter.alternatives[0].content
    assert "Müller & Co (invented)" in letter.subject
    assert address in letter.body
    assert f'href="{address}"' in html
    assert f'<html lang="{language}">' in html
    assert "Müller & Co (invented)" in letter.body
    assert "Müller &amp; Co (invented)" in html
    assert "<Eck>" not in html
    assert "None" not in letter.body


def test_letters_of_different_languages_differ():
    invited, token = invitation("colleague", "en")
    letters = set()
    for language in LANGUAGES:
        invited.language = language
        letter = invitation_letter(invited, token)
        letters.add((letter.subject, letter.button, letter.closing))
    assert len(letters) == len(LANGUAGES)


def test_a_line_break_in_a_name_stays_out_of_the_subject(
    mailoutbox, django_capture_on_commit_callbacks
):
    invited, token = invitation("colleague", "en")
    invited.enterprise.name = "Firm\r\nBcc: all@example.org"
    with django_capture_on_commit_callbacks(execute=True):
        post(invitation_letter(invited, token), invited.email)
    assert "\n" not in mailoutbox[0].subject
    assert mailoutbox[0].recipients() == ["ben@example.org"]


def test_an_enterprise_without_a_name_is_not_called_by_its_number():
    invited, token = invitation("colleague", "en")
    invited.enterprise.name = ""
    letter = invitation_letter(invited, token)
    assert "an enterprise without a name yet" in letter.subject
    assert str(invited.enterprise_id) not in str(letter)


def test_who_is_no_longer_there_is_not_named():
    invited, token = invitation("seat", "en")
    invited.invited_by = None
    assert "PENELOPE invites you" in " ".join(
        invitation_letter(invited, token).paragraphs
    )
