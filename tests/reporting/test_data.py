"""Everything about an enterprise as one file."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from assessment.models import Delegation
from organisations.models import Invitation, LogEntry
from reporting.data import take_along
from tests.factories import (
    answer_all,
    change,
    make_assessment,
    make_cluster,
    make_colleague,
    make_enterprise,
    make_submitted,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def workshop(owner):
    return make_enterprise(owner)


def url(workshop):
    return reverse("reporting:data", args=[workshop.pk])


def opened(content):
    file = ZipFile(BytesIO(content))
    assert file.testzip() is None
    return file


def test_the_file_holds_data_and_reports(client, owner, workshop):
    make_submitted(owner)
    draft = make_assessment(owner)
    ben = make_colleague(workshop)
    [question, *_rest] = draft.asked()["strategy"]
    draft.record([change(question.code, 1, "Since May")], by=ben)
    draft.record([change(question.code, 2, seen=1, seen_comment="Since May")], by=owner)
    make_cluster().admit(workshop, by=owner)
    client.force_login(owner)
    response = client.post(url(workshop))
    assert response["Content-Type"] == "application/zip"
    file = opened(response.content)
    names = file.namelist()
    assert names[0] == "enterprise.json"
    assert names[-1] == "README.txt"
    (report,) = names[1:-1]
    assert file.read(report).startswith(b"%PDF-")
    assert report.endswith("-en.pdf")
    record = json.loads(file.read("enterprise.json"))
    enterprise, (latest, earlier) = record["enterprise"], record["assessments"]
    assert [person["email"] for person in enterprise["people"]] == [
        owner.email,
        ben.email,
    ]
    assert enterprise["memberships"][0]["cluster"] == "Wood (invented)"
    assert enterprise["consents"][0]["purpose"] == "benchmark"
    (answer,) = latest["answers"]
    assert (answer["value"], answer["author"]) == (2, owner.email)
    assert [row["author"] for row in latest["history"]] == [owner.email, ben.email]
    assert latest["result"] is None
    assert earlier["result"]["points"] == earlier["result"]["trace"]["overall"]["score"]
    exported = LogEntry.objects.get(kind="exported")
    assert (exported.by, exported.details) == (owner.pk, {"what": "data"})


def test_no_secret_and_nobody_elses_data_is_in_it(owner, workshop):
    eva = make_user("eva@example.org", "drei warme Brote im Ofen")
    make_submitted(eva)
    ben = make_colleague(workshop)
    ben.set_password("vier kalte Brote im Ofen")
    ben.save()
    draft = make_assessment(owner)
    _invitation, first = Invitation.objects.invite(
        "colleague", "new@example.org", by=owner, enterprise=workshop, role="reader"
    )
    delegation, second = Delegation.objects.delegate(
        draft, by=owner, area="pay", name="Ada", email="ada@example.org", language="en"
    )
    key = delegation.open()
    content = opened(take_along(workshop)).read("enterprise.json").decode()
    assert "ada@example.org" in content
    for secret in (first, second, key, ben.password, "eva@example.org", "digest"):
        assert secret not in content


def test_only_the_latest_reports_are_in_it_and_a_line_says_so(owner, workshop):
    for _ in range(6):
        make_submitted(owner)
    with translation.override("de"):
        file = opened(take_along(workshop))
    reports = [name for name in file.namelist() if name.endswith("-de.pdf")]
    assert len(reports) == 5
    text = file.read("README.txt").decode()
    assert "5" in text
    assert "6" in text
    assert len(json.loads(file.read("enterprise.json"))["assessments"]) == 6


def test_the_keys_are_documented(owner, workshop, settings):
    answer_all(make_assessment(owner), areas=1)
    make_submitted(owner)
    record = json.loads(opened(take_along(workshop)).read("enterprise.json"))
    said = (settings.BASE_DIR / "docs" / "data.md").read_text("utf-8")
    documented = set(re.findall(r"`(\w+)`", said))
    keys = {*record, *record["enterprise"]}
    for assessment in record["assessments"]:
        keys |= {*assessment, *(assessment["result"] or {})}
        for answer in assessment["answers"]:
            keys |= {*answer}
    assert keys - documented == set()


def test_a_look_makes_no_file(client, owner, workshop):
    client.force_login(owner)
    assert "Download everything" in client.get(url(workshop)).text
    assert not LogEntry.objects.filter(kind="exported").exists()


def test_only_owners_take_it(client, workshop):
    client.force_login(make_colleague(workshop))
    assert client.post(url(workshop)).status_code == 403
    assert client.get(url(workshop)).status_code == 403
    client.force_login(make_user("eva@example.org"))
    assert client.post(url(workshop)).status_code == 404


def test_it_is_not_made_again_and_again(client, owner, workshop, settings):
    cache.clear()
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"export": "2/h/user"}
    client.force_login(owner)
    answers = [client.post(url(workshop)).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_it_asks_as_often_with_one_draft_as_with_many(
    owner, workshop, django_assert_max_num_queries
):
    for _ in range(5):
        answer_all(make_assessment(owner), areas=1, by=owner)
    with django_assert_max_num_queries(20):
        take_along(workshop)


def test_downloads_of_a_result_are_noted(client, owner, workshop):
    submitted = make_submitted(owner)
    client.force_login(owner)
    for name in ("pdf", "json"):
        client.get(reverse(f"reporting:{name}", args=[submitted.pk]))
    noted = LogEntry.objects.filter(kind="exported", enterprise=workshop.pk)
    assert [entry.details["what"] for entry in noted] == ["result", "report"]
