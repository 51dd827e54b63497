"""catalogue: an edition as data, in English."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessment.answers import TOP_STAGE, Scale
from assessment.edition import CatalogueError, load
from assessment.output import json_bytes, write
from assessment.profile import SIZE_CLASSES
from assessment.questions import Gate, Question


class Command(BaseCommand):
    help = "Write an edition of the questionnaire as JSON, in English."

    def add_arguments(self, parser):
        parser.add_argument("--edition", default=settings.QUESTIONNAIRE_EDITION)
        parser.add_argument(
            "--json",
            required=True,
            metavar="OUT",
            help="a file, or - for standard output",
        )

    def handle(self, *args, **options):
        try:
            questionnaire = load(options["edition"])
        except CatalogueError as error:
            raise CommandError(error) from None
        write(self, {options["json"]: json_bytes(edition_data(questionnaire))})


def edition_data(questionnaire):
    return {
        "edition": questionnaire.edition,
        "rules": questionnaire.rules,
        "title": questionnaire.title.text,
        "areas": [
            {
                "code": area.code,
                "weight": area.weight,
                "title": area.title.text,
                "questions": [_question(question) for question in area.questions],
            }
            for area in questionnaire.areas
        ],
        "glossary": [
            {"code": t.code, "term": t.term.text, "meaning": t.meaning.text}
            for t in questionnaire.terms
        ],
        "sources": [
            {
                "code": source.code,
                "title": source.title,
                "country": source.country,
                "address": source.address,
            }
            for source in questionnaire.sources.values()
        ],
    }


def _question(question: Question):
    usual = question.phrasings["small"]
    return {
        "code": question.code,
        "type": question.scale.value,
        "weight": question.weight,
        "core": question.core,
        "size_classes": _sizes(question.size_classes),
        "seconds": question.seconds,
        "conditions": list(question.conditions),
        "options": _options(question, usual),
        "not_applicable_reasons": [
            {"code": reason.code, "text": reason.text.text}
            for reason in question.reasons
        ],
        "gates": [_gate(question, gate) for gate in question.gates],
        "duties": [link.duty for link in question.duties],
        "text": usual.text.text,
        "why": question.why.text,
        "help": usual.help.text,
        "example": usual.example.text,
        "own_texts": {
            size: {
                "text": phrasing.text.text,
                "help": phrasing.help.text,
                "example": phrasing.example.text,
                "options": _options(question, phrasing),
            }
            for size, phrasing in question.phrasings.items()
            if size in question.size_classes and phrasing != usual
        },
        "terms": list(question.terms),
        "legal_basis": list(question.legal_basis),
        "actions": [
            {
                "code": action.code,
                "from_stage": None if action.item else action.from_stage,
                "to_stage": None if action.item else action.to_stage,
                "item": action.item,
                "size_classes": _sizes(action.size_classes),
                "effort_hours": action.effort_hours,
                "weeks": action.weeks,
                "cost": action.cost,
                "who": action.who,
                "template": action.template,
                "legal_basis": list(action.legal_basis),
                "title": action.title.text,
                "steps": [step.text for step in action.steps],
                "indicator": action.indicator.text,
            }
            for action in question.actions
        ],
    }


def _sizes(codes):
    return [code for code in SIZE_CLASSES if code in codes]


def _gate(question: Question, gate: Gate):
    staged = question.scale is Scale.STAGED
    return {
        "level": gate.level,
        "size_classes": _sizes(gate.size_classes),
        "stage": int(gate.least * TOP_STAGE) if staged else None,
        "in_force": gate.in_force,
    }


def _options(question: Question, phrasing):
    """Every answer that counts, with its value from 0 to 1."""
    if question.scale is Scale.STAGED:
        return [
            {"code": stage, "value": f"{stage}/{TOP_STAGE}", "text": text.text}
            for stage, text in enumerate(phrasing.stages)
        ]
    if question.scale is Scale.YES_NO:
        return [
            {"code": code, "value": "1/1" if code == question.good else "0/1"}
            for code in ("yes", "no")
        ]
    share = f"1/{len(question.items)}" if question.items else None
    return [
        {
            "code": item.code,
            "value": share,
            "text": item.text.text,
            "may_be_absent": item.may_be_absent,
        }
        for item in question.items
    ]
