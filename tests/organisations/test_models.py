"""People and their enterprises."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organisations.models import Enterprise, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_people_are_known_by_their_address():
    user = User.objects.create_user("Eva@Example.ORG", "a password")
    assert user.email == "Eva@example.org"
    assert str(user) == "Eva@example.org"
    assert user.check_password("a password")
    assert not user.is_staff
    assert not user.is_superuser


def test_an_address_belongs_to_one_person():
    make_user("eva@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("eva@example.org")
    with pytest.raises(ValidationError, match="already exists"):
        User(email="eva@example.org", password="x").full_clean()


def test_without_a_password_nobody_can_sign_in():
    assert not make_user().has_usable_password()


def test_who_runs_the_service_may_do_everything():
    user = User.objects.create_superuser("root@example.org", "a password")
    assert user.is_staff
    assert user.is_superuser


def test_an_enterprise_is_founded_at_the_first_need_and_then_kept():
    eva, ben = make_user("eva@example.org"), make_user("ben@example.org")
    first = Enterprise.objects.of(eva)
    assert Enterprise.objects.of(eva) == first
    assert Enterprise.objects.of(ben) != first
    assert Enterprise.objects.count() == 2


def test_an_enterprise_without_a_name_is_known_by_its_number():
    enterprise = Enterprise.objects.of(make_user())
    assert str(enterprise) == str(enterprise.pk)
    enterprise.name = "Zimmerei Überbau"
    assert str(enterprise) == "Zimmerei Überbau"
