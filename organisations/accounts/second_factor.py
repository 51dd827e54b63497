"""The second step at sign-in: who must take it, and how its secrets are kept.

Everybody may set one up. Whoever works for a cluster or a partner, or operates the
installation, comes no further without it.
"""

import base64
from functools import wraps
from time import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Type = Authenticator.Type
PROVEN_SECONDS = 12 * 60 * 60  # a working day
WANTED_PAGE = "page_wanted_before_second_factor"


def second_factors(user) -> set[str]:
    """The kinds this person has set up; recovery codes alone are none."""
    found = Authenticator.objects.filter(user=user, type__in=[Type.TOTP, Type.WEBAUTHN])
    return set(found.values_list("type", flat=True))


def is_proven(request) -> bool:
    """Whether a second factor was shown here in the last twelve hours and still is."""
    records = get_authentication_records(request, request.user)
    shown = max((each["at"] for each in records if each["method"] == "mfa"), default=0)
    return time() - shown < PROVEN_SECONDS and bool(second_factors(request.user))


def second_factor_required(view):
    """Ask for the second factor before a page, or lead to setting one up.

    For a class: `method_decorator(second_factor_required, name="dispatch")`.
    """

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if is_proven(request):
            request.session.pop(WANTED_PAGE, None)
            return view(request, *args, **kwargs)
        wanted = reverse(settings.LOGIN_REDIRECT_URL)
        if request.method in ("GET", "HEAD"):
            wanted = request.get_full_path()
        kinds = second_factors(request.user)
        if not kinds:
            request.session[WANTED_PAGE] = wanted
            messages.warning(
                request,
                _(
                    "What you see here concerns many enterprises. So a password is not "
                    "enough: please set up a second step first. It takes five minutes."
                ),
            )
            return redirect("mfa_index")
        name = "mfa_reauthenticate"
        if Type.TOTP not in kinds:
            name = "mfa_reauthenticate_webauthn"
        messages.info(request, _("Here we ask for your second step, once a day."))
        return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': wanted})}")

    return guarded


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps secrets encrypted: a copy of the database gives none of them away."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "This code is not right. Codes of the app change every 30 seconds and work "
            "once: type the next one."
        ),
        "unverified_email": gettext_lazy(
            "First confirm your e-mail address: without it you could not get back in."
        ),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes replace the app or a passkey: set up one of these first."
        ),
    }

    def generate_authenticator_name(self, user, type):
        known = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)s") % {"number": known + 1}

    def build_totp_svg(self, url):
        """Elements for a page: without the first line of a file."""
        return super().build_totp_svg(url).partition("?>")[2]

    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _box().decrypt(encrypted_text.encode()).decode()


def _box():
    """Locks with the newest secret of the installation, opens with older ones too."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret):
    derived = salted_hmac("second factor", "", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(derived.digest())
