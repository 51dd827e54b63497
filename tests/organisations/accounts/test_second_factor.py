"""The second step: setting it up, signing in with it, being asked for it."""

import re
import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from organisations.accounts.second_factor import (
    PROVEN_SECONDS,
    SecondFactorAdapter,
    is_proven,
    second_factor_required,
    second_factors,
)
from organisations.models import User
from tests.organisations.accounts.people import (
    PASSWORD,
    code_of,
    make_person,
    proven,
    recovery_codes,
    set_up_app,
    set_up_passkey,
    show_second_factor,
    sign_in,
    type_password_again,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def own(client, person):
    sign_in(client, person)
    type_password_again(client)
    return client


def signed_in(client):
    return client.get(reverse("account_email")).status_code == 200


# Setting up


def test_the_app_is_set_up_with_its_first_code(own, person):
    page = own.get(reverse("mfa_activate_totp"))
    assert page.text.count("<svg") == 2  # our mark and the picture for the app
    assert "data:" not in page.text
    key = "".join(
        re.search(r'<code class="code">([A-Z2-7 ]+)</code>', page.text)[1].split()
    )
    wrong = own.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "This code is not right." in wrong.text
    assert second_factors(person) == set()
    done = own.post(reverse("mfa_activate_totp"), {"code": code_of(key)})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert second_factors(person) == {"totp"}
    shown = own.get(done.url).text
    assert [code for code in recovery_codes(person) if code not in shown] == []
    assert len(recovery_codes(person)) == 10


def test_setting_up_asks_for_the_password_first(client, person):
    sign_in(client, person)
    response = client.get(reverse("mfa_activate_totp"))
    assert response.url.startswith(reverse("account_reauthenticate"))
    again = client.post(response.url, {"password": PASSWORD})
    assert again.url == reverse("mfa_activate_totp")


def test_without_a_confirmed_address_nobody_locks_an_account(client):
    client.force_login(make_person(verified=False))
    response = client.get(reverse("mfa_activate_totp"), follow=True)
    assert response.redirect_chain[-1][0] == reverse("mfa_index")
    assert "First confirm your e-mail address" in response.text


def test_a_copy_of_the_database_opens_nothing(person):
    key = set_up_app(person)
    stored = [each.data for each in person.authenticator_set.all()]
    assert key not in str(stored)
    assert [code for code in recovery_codes(person) if code in str(stored)] == []


def test_a_new_secret_of_the_installation_opens_what_the_old_one_locked(settings):
    settings.SECRET_KEY = "old"
    locked = SecondFactorAdapter().encrypt("key")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]
    assert SecondFactorAdapter().decrypt(locked) == "key"


def test_removing_the_app_removes_the_recovery_codes(own, person):
    set_up_app(person)
    assert own.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    assert not person.authenticator_set.exists()


def test_new_recovery_codes_end_the_old_ones(own, person):
    set_up_app(person)
    old = recovery_codes(person)
    own.post(reverse("mfa_generate_recovery_codes"))
    assert set(old).isdisjoint(recovery_codes(person))
    file = own.get(reverse("mfa_download_recovery_codes"))
    assert file["Content-Type"] == "text/plain"
    assert [code for code in recovery_codes(person) if code not in file.text] == []


# Signing in


def test_signing_in_takes_both_steps(client, person):
    key = set_up_app(person)
    assert sign_in(client, person).url == reverse("mfa_authenticate")
    assert not signed_in(client)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert not signed_in(client)
    done = client.post(reverse("mfa_authenticate"), {"code": code_of(key)})
    assert done.url == reverse("assessment:assessments")
    assert signed_in(client)


def test_the_second_step_alone_leads_nowhere(client):
    assert client.get(reverse("mfa_authenticate")).url == reverse("account_login")
    response = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert response.url == reverse("account_login")


def test_a_code_of_the_app_works_once(person):
    key = set_up_app(person)
    code = code_of(key)
    for client, comes_in in ((Client(), True), (Client(), False)):
        sign_in(client, person)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(client) is comes_in


def test_a_recovery_code_works_once(person):
    set_up_app(person)
    code, *rest = recovery_codes(person)
    for client, comes_in in ((Client(), True), (Client(), False)):
        sign_in(client, person)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(client) is comes_in
    assert recovery_codes(person) == rest


def test_the_session_is_a_new_one_after_each_step(client, person):
    key = set_up_app(person)
    planted = client.session
    planted["planted"] = True
    planted.save()
    sign_in(client, person)
    between = client.session.session_key
    client.post(reverse("mfa_authenticate"), {"code": code_of(key)})
    assert signed_in(client)
    assert len({planted.session_key, between, client.session.session_key}) >= 2
    assert client.session.session_key not in (planted.session_key, between)


def test_the_session_is_a_new_one_after_the_password(client, person):
    planted = client.session
    planted.save()
    sign_in(client, person)
    assert signed_in(client)
    assert client.session.session_key != planted.session_key


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/x"])
def test_the_second_step_never_leads_to_another_site(client, person, elsewhere):
    key = set_up_app(person)
    sign_in(client, person, next=elsewhere)
    done = client.post(
        reverse("mfa_authenticate"), {"code": code_of(key), "next": elsewhere}
    )
    assert done.url == reverse("assessment:assessments")
    for name, sent in (
        ("account_reauthenticate", {"password": PASSWORD}),
        ("mfa_reauthenticate", {"code": recovery_codes(person)[0]}),
    ):
        response = client.post(reverse(name), sent | {"next": elsewhere})
        assert response.url == reverse("assessment:assessments")


# Being asked


@second_factor_required
def guarded(request):
    return HttpResponse("in")


def ask(rf, client, person, method="get"):
    """The answer of a guarded page to the browser of a person."""
    request = getattr(rf, method)("/en/clusters/?page=2")
    request.user, request.session = person, client.session
    request._messages = Said()
    response = guarded(request)
    request.session.save()
    return response


class Said(list):
    def add(self, level, message, extra_tags=""):
        self.append(message)


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(rf, client):
    response = ask(rf, client, AnonymousUser())
    assert response.url.startswith(reverse("account_login"))


def test_who_has_no_second_factor_is_led_to_it_and_back(rf, own, person):
    assert ask(rf, own, person).url == reverse("mfa_index")
    key = own.get(reverse("mfa_activate_totp")).context["form"].secret
    own.post(reverse("mfa_activate_totp"), {"code": code_of(key)})
    link = '<a class="button secondary" href="/en/clusters/?page=2">'
    assert link in own.get(reverse("mfa_view_recovery_codes")).text
    assert 'href="/en/clusters/?page=2"' in own.get(reverse("mfa_index")).text


def test_who_has_not_shown_it_in_this_session_is_asked(rf, client, person):
    set_up_app(person)
    client.force_login(person)  # as a session begun before the app was set up
    response = ask(rf, client, person)
    wanted = f"{reverse('mfa_reauthenticate')}?next=%2Fen%2Fclusters%2F%3Fpage%3D2"
    assert response.url == wanted
    done = client.post(response.url, {"code": recovery_codes(person)[0]})
    assert done.url == "/en/clusters/?page=2"
    assert ask(rf, client, person).text == "in"


def test_a_form_that_was_sent_is_not_led_back_to(rf, client, person):
    set_up_app(person)
    client.force_login(person)
    assert ask(rf, client, person, "post").url.endswith(
        f"?next={reverse('assessment:assessments').replace('/', '%2F')}"
    )


@pytest.mark.parametrize(
    ("ago", "asked"), [(PROVEN_SECONDS - 60, 200), (PROVEN_SECONDS, 302)]
)
def test_it_is_asked_again_after_twelve_hours(rf, client, person, ago, asked):
    set_up_app(person)
    client.force_login(person)
    show_second_factor(client, person, at=time.time() - ago)
    assert ask(rf, client, person).status_code == asked


def test_who_removed_it_is_led_to_it_again(rf, person):
    client = proven(person)
    assert ask(rf, client, person).text == "in"
    person.authenticator_set.all().delete()
    assert ask(rf, client, person).url == reverse("mfa_index")


def test_what_one_person_showed_counts_for_no_other(rf, person):
    client = proven(person)
    other = make_person("other@example.org")
    set_up_app(other)
    request = rf.get("/")
    request.user, request.session = other, client.session
    assert not is_proven(request)


# The admin


@pytest.fixture
def operator():
    operator = make_person("operator@example.org")
    User.objects.filter(pk=operator.pk).update(is_staff=True, is_superuser=True)
    operator.refresh_from_db()
    return operator


def admin(client):
    return client.get(reverse("admin:index"), follow=True)


def test_the_admin_has_no_sign_in_page_of_its_own(client):
    assert admin(client).redirect_chain[-1][0].startswith(reverse("account_login"))
    sent = {"username": "operator@example.org", "password": PASSWORD}
    response = client.post(reverse("admin:login"), sent)
    assert response.url.startswith(reverse("account_login"))


def test_the_admin_is_closed_to_whoever_is_no_operator(person):
    client = proven(person)
    assert admin(client).status_code == 403


def test_an_operator_without_second_factor_never_sees_the_admin(client, operator):
    client.force_login(operator)
    response = admin(client)
    assert response.redirect_chain[-1][0] == reverse("mfa_index")
    assert "please set up a second step first" in response.text


def test_an_operator_with_second_factor_sees_the_admin(operator):
    client = proven(operator)
    assert admin(client).status_code == 200
    assert client.post(reverse("admin:login")).url == reverse("admin:index")


# Passkeys (what a browser does with them: tests/browser/test_passkeys.py)


def test_a_passkey_is_offered_what_it_needs(own):
    page = own.get(reverse("mfa_add_webauthn"))
    assert "&quot;challenge&quot;" in page.text
    refused = own.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": "{}"})
    assert 'role="alert">That did not work' in refused.text
    assert (
        not own.post(reverse("mfa_add_webauthn"), {"name": "x"})
        .context["form"]
        .is_valid()
    )


def test_signing_in_with_a_passkey_begins_with_a_challenge():
    client = Client()
    asked = client.get(
        reverse("mfa_login_webauthn"), headers={"accept": "application/json"}
    )
    assert asked.json()["request_options"]["publicKey"]["challenge"]
    client.post(reverse("mfa_login_webauthn"), {"credential": "{}"})
    assert not signed_in(client)


def test_nobody_changes_the_passkey_of_somebody_else(own):
    other = make_person("other@example.org")
    theirs = set_up_passkey(other)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert own.get(reverse(name, args=[theirs.pk])).status_code == 404
