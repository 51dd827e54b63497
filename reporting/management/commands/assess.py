"""assess: score one enterprise's answers from a file."""

from datetime import UTC, datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from assessment.answers import AnswerError
from assessment.edition import CatalogueError, editions, load, load_duties
from assessment.models import Result
from assessment.output import json_bytes, one_line, read_json, write
from assessment.profile import ProfileError, profile_data, read_profile
from assessment.trace import trace
from reporting.pdf.enterprise import enterprise_report
from reporting.report import report_of

KEYS = {"edition", "reference_date", "enterprise", "answers", "scope"}


class Command(BaseCommand):
    help = (
        "Score one enterprise's answers from a JSON file, without the database. "
        "Writes the result as JSON, and the report as PDF."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="answers as JSON, or - for standard input")
        parser.add_argument("--language", default="en", help="of the PDF")
        parser.add_argument(
            "--json", metavar="OUT", help="a file, or - for standard output"
        )
        parser.add_argument(
            "--pdf", metavar="OUT", help="a file, or - for standard output"
        )

    def handle(self, *args, file, language, **options):
        languages = dict(settings.LANGUAGES)
        if language not in languages:
            raise CommandError(
                f"--language {language!r}: there are {', '.join(languages)}."
            )
        if options["json"] == options["pdf"] == "-":
            raise CommandError("--json, --pdf: give one of them a file; both say -.")
        questionnaire, profile, answers, quick = self.read(file)
        result = trace(
            questionnaire, profile, answers, duties=load_duties(), quick=quick
        )
        contents = {}
        if options["json"] or not options["pdf"]:
            contents[options["json"] or "-"] = json_bytes(result)
        if options["pdf"]:
            if profile.size_class is None:
                raise CommandError(
                    f"{file}: enterprise.headcount: nobody works here, so there is no "
                    "report; leave --pdf out."
                )
            with translation.override(language):
                contents[options["pdf"]] = enterprise_report(
                    report_of(_result(questionnaire, profile, result, quick))
                )
        write(self, contents)

    def read(self, file):
        """The edition, profile and answers of a file; every fault is told at once."""
        data = read_json(file)
        if not isinstance(data, dict):
            raise CommandError(f"{file}: the file must hold one JSON object.")
        problems = [
            f"{key}: unknown key; known are {', '.join(sorted(KEYS))}."
            for key in sorted(set(data) - KEYS)
        ]
        edition = data.get("edition")
        if edition not in editions():
            raise CommandError(
                f"{file}: edition: {edition!r} does not exist; "
                f"there are {', '.join(editions())}."
            )
        try:
            questionnaire = load(edition)
        except CatalogueError as error:
            raise CommandError(error) from None
        scope = data.get("scope", "full")
        if scope not in ("full", "quick"):
            problems.append('scope: write "full" or "quick".')
        profile = None
        try:
            profile = read_profile(
                data.get("enterprise"),
                data.get("reference_date"),
                countries=questionnaire.countries,
                sectors=questionnaire.sectors,
                ecosystems=questionnaire.ecosystems,
            )
        except ProfileError as error:
            problems += error.problems
        answers = _answers(questionnaire, data.get("answers"), problems)
        if problems:
            raise CommandError(one_line(f"{file}: " + " ".join(problems)))
        return questionnaire, profile, answers, scope == "quick"


def _answers(questionnaire, data, problems):
    if not isinstance(data, dict):
        problems.append('answers: give an object such as {"pay_criteria": 2}.')
        return {}
    answers = {}
    for code, raw in data.items():
        question = questionnaire.question(code)
        if question is None:
            problems.append(f"answers.{code}: no such question in this edition.")
            continue
        try:
            answers[code] = question.read(raw)
        except AnswerError as error:
            problems.append(f"answers.{code}: {error}")
    return answers


def _result(questionnaire, profile, computed, quick):
    """A result as `submit` would freeze it, kept nowhere."""
    return Result(
        edition=questionnaire.edition,
        rules=questionnaire.rules,
        quick=quick,
        size_class=profile.size_class,
        country=profile.country,
        sector=profile.sector,
        points=computed["overall"]["score"],
        level=computed["overall"]["level"],
        reference_date=profile.reference_date,
        profile_data=profile_data(profile),
        trace=computed,
        created_at=datetime.combine(
            profile.reference_date, datetime.min.time(), tzinfo=UTC
        ),
    )
