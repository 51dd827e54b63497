"""What a question page and a save cost, against a view that does nothing.

The firms are half-answered: the largest area in full, of the others every second
question. Two people work at once, each on an assessment of their own.
"""

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from unittest.mock import patch
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.crypto import get_random_string

from assessment import fields
from assessment.answers import Scale
from assessment.models import Assessment, Change, assessments, mark
from assessment.profile import read_profile
from assessment.questionnaire import Questionnaire
from benchmarks.table import Line
from benchmarks.wrk import Load, Server, serving
from organisations.models import Enterprise, User
from tests.samples import HEADCOUNTS

HOST = "127.0.0.1"
PEOPLE = 2
LOAD_ROUNDS = 3
FLAT_ROUNDS = 60
MOST_QUERIES = 15
NOTHING = mark(None), mark("")


@dataclass(frozen=True, slots=True)
class Request:
    """What a browser sends; `form` is None for a GET."""

    path: str
    form: list[tuple[str, str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of request; `turns` gives what one person sends in turn."""

    what: str
    turns: Callable[[Assessment], list[Request]]
    small: bool = False  # the firm; medium otherwise
    status: int = 200
    most_ratio: float | None = None
    most_p50: float | None = None


def lines(folder: Path) -> list[Line]:
    """Measure on a fresh database; the folder takes what wrk needs."""
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("bench@penelope.example", get_random_string(20))
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    medium = [_started(user, "medium") for _ in range(PEOPLE)]
    small = [_started(user, "small") for _ in range(PEOPLE)]
    with serving(folder) as server:
        loaded = _loaded(server, client, medium, small)
    return [
        *loaded,
        *_queries(client, medium[0]),
        _flatness(client, user),
    ]


def _loaded(server: Server, client: Client, medium, small) -> list[Line]:
    def load(turns, assessments, expected=200) -> Load:
        return server.load(
            [
                [_message(request, client) for request in turns(assessment)]
                for assessment in assessments
            ],
            expected,
        )

    found = {kind: [] for kind in KINDS}
    for _ in range(LOAD_ROUNDS):  # in turn, so that a busy moment meets all
        for kind in KINDS:
            assessments = small if kind.small else medium
            found[kind].append(load(kind.turns, assessments, kind.status))
    best = {
        kind: Load(min(x.cpu for x in rounds), min(x.p50 for x in rounds))
        for kind, rounds in found.items()
    }
    nothing, floor, *kinds = KINDS
    cpu = [
        Line(
            what=f"{kind.what}: server CPU",
            measured=best[kind].cpu,
            unit="ms",
            floor=best[floor].cpu,
            most_ratio=kind.most_ratio,
        )
        for kind in kinds
    ]
    cpu += [
        Line(
            what=f"{kind.what}: server CPU, against a view that asks not who it is",
            measured=best[kind].cpu,
            unit="ms",
            floor=best[nothing].cpu,
        )
        for kind in (floor, *kinds)
    ]
    p50 = [
        Line(
            what=f"{kind.what}: p50",
            measured=best[kind].p50,
            unit="ms",
            floor=best[floor].p50,
            most=kind.most_p50,
        )
        for kind in kinds
    ]
    return [*cpu, *p50]


def _queries(client: Client, assessment) -> list[Line]:
    asked = [
        ("GET of the largest area", _page(assessment)),
        ("Save one answer", _saves(assessment)),
        ("Continue with a whole area", _whole(assessment)),
    ]
    return [
        Line(
            what=f"{what}: queries",
            measured=max(_query_count(client, request) for request in turns),
            unit="",
            most=MOST_QUERIES,
        )
        for what, turns in asked
    ]


def _query_count(client: Client, request: Request) -> int:
    with CaptureQueriesContext(connection) as queries:
        _send(client, request)
    return len(queries)


def _flatness(client: Client, user) -> Line:
    """The same page within a questionnaire of twice as many areas and questions."""
    known = assessments.load(settings.QUESTIONNAIRE_EDITION)
    sizes = {}
    for name, questionnaire in (("once", known), ("twice", _twice(known))):
        with _edition(questionnaire):
            sizes[name] = questionnaire, _page(_started(user, "medium"))[0]
    spent = {name: [] for name in sizes}
    for _ in range(FLAT_ROUNDS):  # in turn, so that a busy moment meets both
        for name, (questionnaire, request) in sizes.items():
            with _edition(questionnaire):
                start = time.process_time()
                _send(client, request)
                spent[name].append(1000 * (time.process_time() - start))
    return Line(
        what="GET of the same area, questionnaire twice as long: CPU in process",
        measured=median(spent["twice"]),
        unit="ms",
        floor=median(spent["once"]),
        most_ratio=1.25,
    )


@contextmanager
def _edition(questionnaire: Questionnaire):
    """Within, every assessment asks this questionnaire."""
    found = {"load": lambda _edition: questionnaire}
    with patch.multiple(assessments, **found), patch.multiple(fields, **found):
        yield


def _twice(questionnaire: Questionnaire) -> Questionnaire:
    areas = [
        replace(
            area,
            code=f"{area.code}_again",
            questions=tuple(
                replace(
                    question, code=f"{question.code}_again", area=f"{area.code}_again"
                )
                for question in area.questions
            ),
        )
        for area in questionnaire.areas
    ]
    return replace(questionnaire, edition="twice", areas=(*questionnaire.areas, *areas))


# The firms


def _started(user, size_class: str) -> Assessment:
    assessment = Assessment.objects.start(
        "full", enterprise=Enterprise.objects.of(user)
    )
    questionnaire = assessment.questionnaire
    assessment.describe(
        read_profile(
            {
                "name": "Invented Works",
                "country": "FR",
                "sector": "C",
                "headcount": HEADCOUNTS[size_class],
                "facts": {fact.code: True for fact in questionnaire.facts},
            },
            assessment.reference_date,
            countries=questionnaire.countries,
            sectors=questionnaire.sectors,
        )
    )
    largest = _largest_area(assessment)
    assessment.record(
        [
            Change(question.code, _answers(question)[1], "", *NOTHING)
            for questions in assessment.asked().values()
            for number, question in enumerate(questions)
            if question.area == largest or number % 2 == 0
        ],
        by=user,
    )
    return assessment


def _largest_area(assessment) -> str:
    asked = assessment.asked()
    return max(asked, key=lambda code: len(asked[code]))


def _answers(question) -> tuple:
    """Two answers to send in turn."""
    match question.scale:
        case Scale.STAGED:
            return 1, 3
        case Scale.YES_NO:
            return "yes", "no"
        case Scale.CHECKLIST:
            return tuple([item.code] for item in question.items[:2])
        case Scale.METRIC:
            return {"women": 4, "men": 9}, {"women": 5, "men": 9}


# What they send, one request after the other


def _bare(assessment) -> list[Request]:
    return [Request("/bare/")] * 2


def _bare_signed_in(assessment) -> list[Request]:
    return [Request("/bare/signed-in/")] * 2


def _page(assessment) -> list[Request]:
    step = reverse("assessment:step", args=[assessment.pk, _largest_area(assessment)])
    return [Request(step)] * 2


def _saves(assessment) -> list[Request]:
    question = assessment.asked()[_largest_area(assessment)][0]
    path = reverse("assessment:save_answer", args=[assessment.pk, question.code])
    return [Request(path, _fields(question, turn)) for turn in (0, 1)]


def _whole(assessment) -> list[Request]:
    largest = _largest_area(assessment)
    path = reverse("assessment:step", args=[assessment.pk, largest])
    return [
        Request(
            path,
            [
                field
                for question in assessment.asked()[largest]
                for field in _fields(question, turn)
            ],
        )
        for turn in (0, 1)
    ]


def _fields(question, turn: int) -> list[tuple[str, str]]:
    """One question as its page sends it, having shown the answer of the other turn."""
    name = f"{question.area}-{question.code}"
    sent, seen = _answers(question)[turn], _answers(question)[1 - turn]
    if isinstance(sent, dict):
        given = [(f"{name}-{sex}", str(heads)) for sex, heads in sent.items()]
    else:
        given = [(name, str(x)) for x in (sent if isinstance(sent, list) else [sent])]
    return [
        *given,
        (f"{name}-comment", ""),
        (f"{name}-seen", mark(seen)),
        (f"{name}-seen-comment", mark("")),
    ]


def _send(client: Client, request: Request) -> None:
    if request.form is None:
        response = client.get(request.path)
    else:
        form = urlencode(request.form)
        kind = "application/x-www-form-urlencoded"
        response = client.post(request.path, form, content_type=kind)
    if response.status_code >= 400:
        raise RuntimeError(f"{request.path} answered {response.status_code}.")


def _message(request: Request, client: Client) -> bytes:
    """The request as it goes over the wire, signed in and with its CSRF token."""
    token = "a" * 32
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}"
    cookies += f"; {settings.CSRF_COOKIE_NAME}={token}"
    head = [f"Host: {HOST}", f"Cookie: {cookies}"]
    if request.form is None:
        return "\r\n".join([f"GET {request.path} HTTP/1.1", *head, "", ""]).encode()
    body = urlencode(request.form)
    head += [
        f"X-CSRFToken: {token}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([f"POST {request.path} HTTP/1.1", *head, "", body]).encode()


KINDS = (
    Kind(what="Bare view", turns=_bare),
    Kind(what="Bare view, signed in", turns=_bare_signed_in),
    Kind(
        what="GET of the largest area, medium firm",
        turns=_page,
        most_ratio=6,
        most_p50=15,
    ),
    Kind(
        what="GET of the largest area, small firm",
        turns=_page,
        small=True,
        most_ratio=6,
        most_p50=15,
    ),
    Kind(
        what="Save one answer, medium firm",
        turns=_saves,
        most_ratio=8,
        most_p50=20,
    ),
    Kind(
        what="Continue with a whole area, medium firm",
        turns=_whole,
        status=302,
        most_ratio=8,
        most_p50=20,
    ),
    Kind(
        what="Continue with a whole area, small firm",
        turns=_whole,
        small=True,
        status=302,
        most_ratio=8,
        most_p50=20,
    ),
)
