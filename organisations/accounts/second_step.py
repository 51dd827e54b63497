"""The forms of the second step at sign-in: a wrong code is noted in the audit log."""

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError

from organisations.models import LogEntry


class Noted:
    """Writes a failure down before it is shown."""

    def clean_code(self):
        try:
            return super().clean_code()
        except ValidationError:
            LogEntry.objects.note("sign_in_failed", person=str(self.user.pk), step=2)
            raise


class SecondStepForm(Noted, AuthenticateForm):
    """After the password."""


class SecondStepOnceMoreForm(Noted, ReauthenticateForm):
    """Before something that matters."""
