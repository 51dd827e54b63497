"""The assessments of an enterprise as data to take along; keys in docs/data.md."""

from typing import Any

from assessment.models import Assessment
from organisations.models import Enterprise
from organisations.record import moment, person

Row = dict[str, Any]


def assessment_records(enterprise: Enterprise) -> list[Row]:
    """Each assessment with answers, their history, hand-overs and the frozen result."""
    found = (
        Assessment.objects.filter(enterprise=enterprise)
        .select_related("result")
        .prefetch_related(
            "answers__answered_by",
            "answers__delegation",
            "revisions__answered_by",
            "revisions__delegation",
            "delegations__created_by",
        )
    )
    return [_assessment_record(assessment) for assessment in found]


def _assessment_record(assessment: Assessment) -> Row:
    return {
        "id": str(assessment.pk),
        "edition": assessment.edition,
        "scope": assessment.scope,
        "started_at": moment(assessment.started_at),
        "changed_at": moment(assessment.changed_at),
        "submitted_at": moment(assessment.submitted_at),
        "reference_date": assessment.reference_date.isoformat(),
        "profile": assessment.profile_data,
        "answers": [_answer(row) for row in assessment.answers.all()],
        "history": [_answer(row) for row in assessment.revisions.all()],
        "delegations": [
            {
                "area": delegation.area,
                "question": delegation.question,
                "name": delegation.name,
                "email": delegation.email,
                "created_by": person(delegation.created_by),
                "created_at": moment(delegation.created_at),
                "expires_at": moment(delegation.expires_at),
                "opened_at": moment(delegation.opened_at),
                "finished_at": moment(delegation.finished_at),
                "withdrawn_at": moment(delegation.withdrawn_at),
            }
            for delegation in assessment.delegations.all()
        ],
        "result": _result(assessment) if assessment.submitted_at else None,
    }


def _answer(row) -> Row:
    return {
        "question": row.question,
        "value": row.value,
        "comment": row.comment,
        "author": row.author,
        "answered_at": moment(row.answered_at),
    }


def _result(assessment) -> Row:
    result = assessment.result
    return {
        "rules": result.rules,
        "size_class": result.size_class,
        "points": result.points,
        "level": result.level,
        "created_at": moment(result.created_at),
        "profile": result.profile_data,
        "comments": result.comments,
        "trace": result.trace,
    }
