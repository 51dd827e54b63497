"""Who uses the product: people and the enterprises they answer for."""

import uuid

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.email


class EnterpriseManager(models.Manager):
    def of(self, user):
        """The enterprise this person answers for, founded at the first need."""
        return self.get_or_create(owner=user)[0]


class Enterprise(models.Model):
    """A firm that assesses itself. What changes with time stands on the assessment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200, blank=True)
    owner = models.OneToOneField(
        User,
        on_delete=models.CASCADE,
        related_name="enterprise",
        verbose_name=_("owner"),
    )
    created_at = models.DateTimeField(default=now, editable=False)

    objects = EnterpriseManager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")

    def __str__(self):
        return self.name or str(self.id)
