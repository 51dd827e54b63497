"""The environment is read by helpers that refuse nonsense, and README tells of all."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.settings import (
    address,
    cache,
    database,
    flag,
    languages,
    number,
    secret,
    text,
    together,
)

SOURCE = settings.BASE_DIR / "config" / "settings.py"
README = settings.BASE_DIR / "README.md"
NAME = "PENELOPE_TEST"


@pytest.fixture
def given(monkeypatch):
    """Set the variable all these tests read; None takes it away."""

    def give(value):
        monkeypatch.delenv(NAME, raising=False)
        if value is not None:
            monkeypatch.setenv(NAME, value)

    return give


def variables_read():
    """The first argument of each call of a helper in settings.py; all of `together`."""
    helpers = {
        "redis",
        "text",
        "flag",
        "number",
        "address",
        "database",
        "languages",
        "secret",
        "cache",
    }
    return {
        name.value
        for call in ast.walk(ast.parse(SOURCE.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        for name in call.args[: {"together": None}.get(call.func.id, 1)]
        if call.func.id in {*helpers, "together"} and isinstance(name, ast.Constant)
    }


def test_readme_lists_every_variable_and_no_other():
    rows = re.findall(r"^\|\s*`([A-Z][A-Z0-9_]+)`", README.read_text("utf-8"), re.M)
    assert sorted(rows) == sorted(variables_read())


def test_the_environment_is_read_by_the_helpers_alone():
    assert SOURCE.read_text("utf-8").count("os.environ") == 1


@pytest.mark.parametrize(
    ("value", "read"), [(None, "usual"), (" x ", "x"), ("", ""), ("é", "é")]
)
def test_a_text_is_read_without_its_edges(given, value, read):
    given(value)
    assert text(NAME, "usual") == read


@pytest.mark.parametrize(
    ("value", "read"),
    [(None, True), ("yes", True), ("no", False), ("YES", True), (" No ", False)],
)
def test_a_flag_is_yes_or_no(given, value, read):
    given(value)
    assert flag(NAME, default=True) is read


@pytest.mark.parametrize("value", ["", "1", "true", "on", "ja", "yes no"])
def test_any_other_flag_is_refused_by_name(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}='.*': write yes or no"):
        flag(NAME, default=True)


@pytest.mark.parametrize(("value", "read"), [(None, 30), ("0", 0), ("007", 7)])
def test_a_number_is_read(given, value, read):
    given(value)
    assert number(NAME, 30) == read


@pytest.mark.parametrize(
    "value", ["", "-1", "1.5", "1e3", "٣", "²", "ten", "1 0", "0x1"]
)
def test_what_is_no_number_is_refused_by_name(given, value):
    given(value)
    with pytest.raises(
        ImproperlyConfigured, match=f"{NAME}='.*': write a whole number"
    ):
        number(NAME, 30)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (None, ("http://localhost:8000", "localhost")),
        ("https://penelope.example", ("https://penelope.example", "penelope.example")),
        ("https://a.example:444/x/", ("https://a.example:444", "a.example")),
    ],
)
def test_an_address_is_read_without_its_path(given, value, read):
    given(value)
    assert address(NAME, "http://localhost:8000") == read


@pytest.mark.parametrize(
    "value",
    [
        "",
        "penelope.example",
        "ftp://a.example",
        "https://",
        "//a",
        "http:a",
        "https://a:b",
        "https://[a",
    ],
)
def test_what_is_no_address_is_refused_by_name(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}='.*': write an address"):
        address(NAME, "http://localhost:8000")


@pytest.mark.parametrize(
    ("value", "file"),
    [
        ("sqlite:////tmp/a%20b.sqlite3", Path("/tmp/a b.sqlite3")),
        ("sqlite:///var/x.sqlite3", settings.BASE_DIR / "var" / "x.sqlite3"),
    ],
)
def test_a_file_of_sqlite_is_absolute_or_in_the_project(given, value, file):
    given(value)
    read = database(NAME, "")
    assert (read["ENGINE"], read["NAME"]) == ("django.db.backends.sqlite3", file)
    assert read["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        assert pragma in read["OPTIONS"]["init_command"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_an_address_of_postgresql_is_taken_apart(given, scheme):
    given(f"{scheme}://us%40er:p%2Fw@db.example:5433/pene%20lope")
    read = database(NAME, "")
    keys = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert [read[key] for key in keys] == [
        "django.db.backends.postgresql",
        "pene lope",
        "us@er",
        "p/w",
        "db.example",
        "5433",
    ]


@pytest.mark.parametrize(
    "value",
    ["", "sqlite:", "sqlite://", "sqlite:///", "postgres://host", "postgres://host/",
     "mysql://host/name", "/var/db.sqlite3", "penelope",
     "postgres://host:port/name", "postgres://[host/name"],
)  # fmt: skip
def test_what_is_no_database_is_refused_by_name(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}=.*: write sqlite:///PATH"):
        database(NAME, "")


def test_a_refused_database_does_not_tell_its_password(given):
    given("mysql://user:open-sesame@host/name")
    with pytest.raises(ImproperlyConfigured) as refusal:
        database(NAME, "")
    assert "open-sesame" not in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "backend", "place"),
    [
        (None, "db.DatabaseCache", "shared_cache"),
        ("redis://cache.example", "redis.RedisCache", "redis://cache.example"),
        ("rediss://u:p@h:6380/1", "redis.RedisCache", "rediss://u:p@h:6380/1"),
    ],
)
def test_the_cache_is_shared_by_all_processes(given, value, backend, place):
    given(value)
    read = cache(NAME)
    assert read["BACKEND"] == f"django.core.cache.backends.{backend}"
    assert read["LOCATION"] == place


@pytest.mark.parametrize(
    "value",
    ["redis:", "redis://", "http://host", "locmem://", "host:6379", "redis://[a"],
)
def test_what_is_no_cache_is_refused_by_name(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}=.*: write redis://USER"):
        cache(NAME)


def test_a_refused_cache_does_not_tell_its_password(given):
    given("memcached://user:open-sesame@host")
    with pytest.raises(ImproperlyConfigured) as refusal:
        cache(NAME)
    assert "open-sesame" not in str(refusal.value)


def test_what_belongs_together_is_all_given_or_none(monkeypatch):
    names = [f"{NAME}_{letter}" for letter in "AB"]
    assert together(*names) == {}
    monkeypatch.setenv(names[0], " ")
    assert together(*names) == {}
    monkeypatch.setenv(names[0], "a")
    with pytest.raises(ImproperlyConfigured, match=f"^{names[1]}: not set; set all of"):
        together(*names)
    monkeypatch.setenv(names[1], "b")
    assert together(*names) == dict(zip(names, "ab", strict=True))


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (None, []),
        ("it", [("it", "Italian")]),
        (" pl , mt,, ", [("pl", "Polish"), ("mt", "Maltese")]),  # mt: not in Django
        ("pt-br", [("pt-br", "Brazilian Portuguese")]),
    ],
)
def test_languages_are_read_with_their_names(given, value, read):
    given(value)
    assert languages(NAME) == read


@pytest.mark.parametrize("value", ["xx", "Italian", "it;pl", "it_IT", "../it", "é"])
def test_what_is_no_language_is_refused_by_name(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}='.*': no language that"):
        languages(NAME)


def test_an_extra_language_is_offered_as_partial_without_any_file():
    done = check(EXTRA_LANGUAGES="it,fr")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_language_that_django_has_not_is_told_to_need_its_files():
    done = check(EXTRA_LANGUAGES="mt")
    assert done.returncode == 0
    assert "(penelope.W001) There is no text in the language 'mt'" in done.stderr


def test_a_secret_is_made_once_and_kept_for_its_owner_alone(given, tmp_path):
    given(None)
    file = tmp_path / "new" / "secret"
    made = secret(NAME, file)
    assert len(made) >= 50
    assert secret(NAME, file) == made
    assert file.stat().st_mode & 0o777 == 0o600
    given("from outside")
    assert secret(NAME, file) == "from outside"


def check(*arguments, **environment):
    ours = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO_ALLOW")}
    return subprocess.run(
        [sys.executable, "manage.py", "check", *arguments],
        cwd=settings.BASE_DIR,
        env=ours | environment,
        capture_output=True,
        text=True,
    )


def test_a_public_service_is_set_up_safely():
    done = check(
        "--deploy",
        "--fail-level=WARNING",
        PUBLIC_ADDRESS="https://penelope.example",
        SECRET_KEY="a secret of fifty and more characters, 0123456789 !",
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_nonsense_in_the_environment_stops_the_start_and_is_named():
    done = check(DEBUG="maybe")
    assert done.returncode == 1
    assert "ImproperlyConfigured: DEBUG='maybe': write yes or no." in done.stderr


def test_the_log_is_kept_as_long_as_the_database_insists():
    done = check(LOG_DAYS="30")
    assert done.returncode == 1
    assert "LOG_DAYS=30: keep it for 31 days or more." in done.stderr
