"""Assessments from the first answer to the frozen result."""

from assessment.models.answers import (
    Answer,
    Change,
    Given,
    Presence,
    Revision,
    mark,
)
from assessment.models.assessments import AlreadySubmitted, Assessment, Incomplete
from assessment.models.delegations import Delegation
from assessment.models.results import Result

__all__ = [
    "AlreadySubmitted",
    "Answer",
    "Assessment",
    "Change",
    "Delegation",
    "Given",
    "Incomplete",
    "Presence",
    "Result",
    "Revision",
    "mark",
]
