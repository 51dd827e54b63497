"""How people come in, and the letters about their accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.translation import (
    get_language,
    gettext_noop,
    ngettext_lazy,
    override,
)

from organisations.mail import deliver
from organisations.models import LogEntry, User

# Our catalogues win over those of allauth, which address people informally in German
# and Romanian. Named here so that they hold what people get to read.
SAID_BY_ALLAUTH = (
    gettext_noop("Forgot your password?"),
    gettext_noop("Please type your current password."),
    gettext_noop("You must type the same password each time."),
    gettext_noop("You cannot remove your primary email address."),
    gettext_noop("You cannot remove your primary email address (%(email)s)."),
    gettext_noop("Your primary email address must be verified."),
    gettext_noop("You have confirmed %(email)s."),
    gettext_noop("Successfully signed in as %(name)s."),
    gettext_noop("You have signed out."),
    gettext_noop("Email"),
    gettext_noop("Authenticator code"),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Current Password"),
    gettext_noop("New Password"),
    gettext_noop("New Password (again)"),
)
# And over those of Django, whose Romanian is partly English.
SAID_BY_DJANGO = (
    gettext_noop("The password is too similar to the %(verbose_name)s."),
    gettext_noop(
        "Your password can’t be too similar to your other personal information."  # noqa: RUF001
    ),
    gettext_noop("This password is too common."),
    gettext_noop("Your password can’t be a commonly used password."),  # noqa: RUF001
    gettext_noop("This password is entirely numeric."),
    gettext_noop("Your password can’t be entirely numeric."),  # noqa: RUF001
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)


class AccountAdapter(DefaultAccountAdapter):
    """Speaks to people in the language they last used."""

    def new_user(self, request):
        return User(language=get_language())

    def pre_authenticate(self, request, **credentials):
        """Too many wrong passwords get a page of their own, no error in the form."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise ImmediateHttpResponse(respond_429(request)) from error

    def authentication_failed(self, request, **credentials):
        """Note it; whether the address has an account, the answer does not tell."""
        email = credentials.get("email", "")
        known = User.objects.filter(emailaddress__email=email.lower()).first()
        LogEntry.objects.note("sign_in_failed", person=str(known.pk) if known else "")

    def post_login(self, request, user, **kwargs):
        user.keep_language(get_language())
        LogEntry.objects.note("signed_in", by=user)
        return super().post_login(request, user, **kwargs)

    def logout(self, request):
        if request.user.is_authenticated:
            LogEntry.objects.note("signed_out", by=request.user)
        super().logout(request)

    def send_mail(self, template_prefix, email, context):
        """As every letter: written here, sent by a job."""
        reader = User.objects.filter(email__iexact=email).first()
        language = reader.language if reader else get_language()
        links = {
            name: translate_url(value, language)
            for name, value in context.items()
            if name.endswith("_url")
        }
        with override(language):
            site = get_current_site(self.request)
            whole = {"request": self.request, "email": email, "current_site": site}
            message = self.render_mail(template_prefix, email, whole | context | links)
        (html,) = (each.content for each in message.alternatives)
        deliver.enqueue(email, message.subject, message.body, html, "")

    def render_mail(self, *args, **kwargs):
        """The text, and the same in HTML."""
        message = super().render_mail(*args, **kwargs)
        letter = {"subject": message.subject, "text": message.body}
        html = render_to_string("account/email/frame.html", letter)
        message.attach_alternative(html, "text/html")
        return message
