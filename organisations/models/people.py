"""People. What they may do depends on their seats, never on the account itself."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from organisations.models.log import LogEntry


class UserManager(BaseUserManager):
    """People are known by their e-mail address."""

    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )


class User(AbstractUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = None
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(
        _("language of e-mails"), max_length=10, default=settings.LANGUAGE_CODE
    )
    wants_reminders = models.BooleanField(_("reminders by e-mail"), default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.email

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.email

    def keep_language(self, language):
        """Write to this person in the language last used."""
        if language != self.language and language in dict(settings.LANGUAGES):
            self.language = language
            self.save(update_fields=["language"])

    @transaction.atomic
    def close(self):
        """Delete the account, and with it the enterprises nobody else has a seat in.

        What the person answered elsewhere stays there, without the name. Raises
        `LastOwner` where colleagues would be left without an owner.
        """
        for seat in self.colleagues.select_related("enterprise").order_by("enterprise"):
            seat.leave()
        LogEntry.objects.note("deleted", by=self, person=str(self.pk))
        self.delete()
