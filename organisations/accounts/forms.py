"""The forms of allauth where they need other words or take another time."""

from allauth.account.forms import SignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _


class SignUpForm(SignupForm):
    """Takes as long for an address that has an account as for one that has none."""

    def try_save(self, request):
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class AddPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=100, required=False)


class EditPasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=100)
