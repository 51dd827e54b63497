"""Jobs: at once by default, by workers where Redis is named."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import mail
from redis import Redis
from redis.exceptions import ConnectionError as NoRedis

from organisations.mail import deliver
from tests.config.test_settings import check

HOST = "redis://127.0.0.1:6379"
WITH_FILES = """
from config.settings import *

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = {folder!r}
"""
ENQUEUE = """
from organisations.mail import deliver
done = deliver.enqueue("eva@example.org", "Grüße", "Guten Tag", "<p>Guten Tag</p>", "")
print(done.status)
"""


def test_without_redis_a_letter_goes_at_once():
    deliver.enqueue("eva@example.org", "Hello", "Text", "<p>Text</p>", "")
    (letter,) = mail.outbox
    assert letter.body == "Text"


def test_the_settings_name_the_workers_when_redis_is_given():
    done = check("--fail-level=WARNING", JOBS_URL=f"{HOST}/1")
    assert (done.returncode, done.stderr) == (0, "")


def test_another_address_is_refused_without_its_password():
    done = check(JOBS_URL="http://user:open-sesame@host")
    assert done.returncode == 1
    assert "JOBS_URL=...: write redis://" in done.stderr
    assert "ImproperlyConfigured: JOBS_URL" in done.stderr
    assert "open-sesame" not in done.stderr


@pytest.fixture
def jobs_url():
    """A database of Redis that nobody uses, emptied afterwards."""
    for number in range(15, 0, -1):
        redis = Redis.from_url(f"{HOST}/{number}")
        try:
            unused = redis.dbsize() == 0
        except NoRedis:
            if os.environ.get("CI") == "true":
                pytest.fail("Redis is missing, and CI must not pass without it.")
            pytest.skip("no Redis at 127.0.0.1:6379")
        if unused:
            yield f"{HOST}/{number}"
            redis.flushdb()
            redis.close()
            return
        redis.close()
    pytest.skip("no unused database in Redis")


def test_a_worker_sends_the_letter(jobs_url, tmp_path):
    letters = tmp_path / "letters"
    code = WITH_FILES.format(folder=str(letters))
    (tmp_path / "settings_with_files.py").write_text(code, "utf-8")

    def manage(*arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {
                "JOBS_URL": jobs_url,
                "DJANGO_SETTINGS_MODULE": "settings_with_files",
                "PYTHONPATH": str(tmp_path),
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "READY" in manage("shell", "-v0", "-c", ENQUEUE)
    assert not letters.exists()
    manage("rqworker", "--burst", "default")
    (file,) = letters.iterdir()
    text = file.read_text("utf-8")
    assert "To: eva@example.org" in text
    assert "Guten Tag" in text
