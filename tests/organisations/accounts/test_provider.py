"""Sign-in through a provider of OpenID Connect, where an installation names one."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

PROVIDER = {
    "OIDC_NAME": "Chamber of Crafts",
    "OIDC_CLIENT_ID": "penelope",
    "OIDC_SECRET": "a secret",
    "OIDC_SERVER_URL": "https://login.example",
}
PAGES = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
client = Client(SERVER_NAME="127.0.0.1")
page = client.get("/en/accounts/login/").content.decode()
print("Sign in with Chamber of Crafts" in page)
print("/en/accounts/oidc/oidc/login/?process=login" in page)
print(client.get("/en/accounts/other/").status_code)
for name in ("login/cancelled/", "login/error/"):
    print(client.get("/en/accounts/other/" + name).status_code)
"""


def run(*arguments, **environment):
    ours = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO_ALLOW")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=ours | {"DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
        capture_output=True,
        text=True,
    )


def test_without_a_provider_there_is_no_page_for_it():
    with pytest.raises(NoReverseMatch):
        reverse("socialaccount_connections")


@pytest.mark.parametrize("missing", PROVIDER)
def test_half_a_provider_stops_the_start_and_is_named(missing):
    done = run("manage.py", "check", **PROVIDER | {missing: ""})
    assert done.returncode == 1
    assert f"ImproperlyConfigured: {missing}: not set; set all of" in done.stderr
    assert "a secret" not in done.stderr


def test_a_provider_is_offered_on_the_sign_in_page(tmp_path):
    environment = PROVIDER | {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    done = run("-c", PAGES, **environment)
    assert done.stdout.split() == ["True", "True", "302", "200", "401"], done.stderr


def test_a_public_service_with_provider_and_redis_is_set_up_safely():
    done = run(
        "manage.py",
        "check",
        "--deploy",
        "--fail-level=WARNING",
        PUBLIC_ADDRESS="https://penelope.example",
        SECRET_KEY="a secret of fifty and more characters, 0123456789 !",
        CACHE_URL="redis://cache.example:6379/1",
        BEHIND_PROXY="yes",
        **PROVIDER,
    )
    assert (done.returncode, done.stderr) == (0, "")
