"""People as the account pages know them: with an address, an app, recovery codes."""

import re
import time
from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
)

from tests.factories import make_user

PASSWORD = "drei warme Brote im Ofen"
PERIOD = 30  # seconds for which a code of the app is good


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed, which is what takes time."""

    count = 0

    def encode(self, password, salt):
        CountingHasher.count += 1
        return super().encode(password, salt)


def make_person(email="owner@example.org", password=PASSWORD, *, verified=True):
    person = make_user(email, password)
    person.emailaddress_set.create(email=email, primary=True, verified=verified)
    return person


def set_up_app(person):
    """Give a person an app; its key."""
    key = auth.generate_totp_secret()
    auth.TOTP.activate(person, key)
    RecoveryCodes.activate(person)
    return key


def set_up_passkey(person, name="Laptop"):
    """Give a person a passkey as a browser would register it; nobody has its key."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    known = AttestedCredentialData.create(
        Aaguid(bytes(16)), b"of this test", ES256.from_cryptography_key(key)
    )
    present = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    told = AuthenticatorData.create(bytes(32), present, 0, known)
    client_data = (
        b'{"type":"webauthn.create","challenge":"AA","origin":"http://testserver"}'
    )
    passkey = WebAuthn.add(
        person,
        name,
        {
            "type": "public-key",
            "id": websafe_encode(b"of this test"),
            "rawId": websafe_encode(b"of this test"),
            "response": {
                "clientDataJSON": websafe_encode(client_data),
                "attestationObject": websafe_encode(
                    AttestationObject.create("none", told, {})
                ),
            },
            "clientExtensionResults": {"credProps": {"rk": True}},
        },
    )
    return passkey.instance


def code_of(key):
    """What the app shows now, with time enough left to send it."""
    left = PERIOD - time.time() % PERIOD
    if left < 3:
        time.sleep(left)
    counter = int(time.time()) // PERIOD
    return auth.format_hotp_value(auth.hotp_value(key, counter))


def recovery_codes(person):
    codes = person.authenticator_set.get(type="recovery_codes")
    return codes.wrap().get_unused_codes()


def mailed_code():
    return re.search(r"^\d{4}-\d{4}$", mail.outbox[-1].body, re.M)[0]


def sign_in(client, person, password=PASSWORD, **fields):
    sent = {"login": person.email, "password": password, **fields}
    return client.post(reverse("account_login"), sent)


def type_password_again(client):
    """Pass the question that comes before changes."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def show_second_factor(client, person, at=None):
    """Note in a session that the second factor was shown, now or at an earlier time."""
    session = client.session
    record_authentication(SimpleNamespace(session=session), person, "mfa")
    if at is not None:
        session["account_authentication_methods"][-1]["at"] = at
    session.save()


def proven(person):
    """A browser in which a person is signed in with a second factor."""
    set_up_app(person)
    client = Client()
    client.force_login(person)
    show_second_factor(client, person)
    return client
