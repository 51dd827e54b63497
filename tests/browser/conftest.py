"""A browser that forgives nothing, against the product as it is served."""

import os
import shutil
from contextlib import contextmanager

import pytest
from django.test import Client

from tests.factories import make_user
from tests.organisations.accounts.people import set_up_app, show_second_factor

# Playwright keeps an event loop running in the thread in which tests use the models.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


class Complaints(list):
    """What the browser complained about: scripts, policy, missing files, answers."""

    def listen_to(self, context):
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.append(f"script: {error.error}"))
        context.on("response", self._look_at)

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.append(f"{message.type}: {message.text} {message.location['url']}")

    def _look_at(self, response):
        if response.status >= 400:
            self.append(f"response: status of {response.status} {response.url}")

    @contextmanager
    def expected(self, *words):
        """Complaints that hold one of these words must come meanwhile, no others."""
        before = len(self)
        yield
        new, self[before:] = self[before:], []
        for word in words:
            assert any(word in complaint for complaint in new), (word, new)
        self += [c for c in new if not any(word in c for word in words)]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = shutil.which("chromium")
    if chromium is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium is missing, and CI must not pass without it.")
    if chromium is None:
        pytest.skip("Chromium is not installed here.")
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": [
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-quic",
        ],
    }


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "reduced_motion": "reduce"}


@pytest.fixture
def complaints():
    heard = Complaints()
    yield heard
    assert heard == []


@pytest.fixture
def new_context(complaints, new_context):
    def open_context(**kwargs):
        context = new_context(**kwargs)
        context.set_default_timeout(10_000)
        complaints.listen_to(context)
        return context

    return open_context


@pytest.fixture
def owner(transactional_db):
    user = make_user(password="long enough to be safe")
    user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    return user


@pytest.fixture
def signed_in(live_server, settings):
    """A function that signs a person in to a browser context without the form.

    With `twice` the person gets an app, whose code was just typed.
    """

    def sign_in(context, user, *, twice=False):
        client = Client()
        client.force_login(user)
        if twice:
            set_up_app(user)
            show_second_factor(client, user)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [
                {
                    "name": name,
                    "value": client.cookies[name].value,
                    "url": live_server.url,
                }
            ]
        )

    return sign_in
