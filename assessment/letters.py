"""The letters about parts of an assessment in other hands."""

from django.utils import translation
from django.utils.translation import gettext as _

from assessment.models import Delegation
from assessment.wording import translated
from organisations.dates import day
from organisations.letters import address, sender
from organisations.mail import Letter


def part_title(delegation: Delegation) -> str:
    """What was handed over, in the active language: a question or a whole area."""
    assessment = delegation.assessment
    if question := assessment.questionnaire.question(delegation.question):
        profile = assessment.profile
        phrasing = question.phrased_for(profile.size_class if profile else None)
        return translated(phrasing.text)
    return translated(assessment.questionnaire.area(delegation.area).title)


def enterprise_name(delegation: Delegation) -> str:
    name = delegation.assessment.enterprise.name
    return name or _("an enterprise without a name yet")


def delegation_letter(delegation: Delegation, token: str, message: str = "") -> Letter:
    """To whom a part is handed, in the language chosen for this person."""
    with translation.override(delegation.language):
        words = {
            "sender": sender(delegation.created_by),
            "place": enterprise_name(delegation),
            "name": delegation.name,
            "part": part_title(delegation),
        }
        paragraphs = [
            _("Hello %(name)s,") % words,
            _(
                "%(sender)s asks you to answer a part of the gender equality "
                "self-assessment of %(place)s: %(part)s"
            )
            % words,
        ]
        if message:
            paragraphs.append(
                _("%(sender)s writes: “%(message)s”") % (words | {"message": message})
            )
        paragraphs.append(
            _("You need no account. The link opens this part and nothing else.")
        )
        return Letter(
            subject=_("%(sender)s asks for your answers") % words,
            paragraphs=tuple(paragraphs),
            button=_("Open my part"),
            address=address("assessment:delegated_link", token),
            closing=(
                _(
                    "The link works once, in the browser in which you open it, until "
                    "%(day)s. Your answers carry your name."
                )
                % {"day": day(delegation.expires_at)},
                _("If you did not expect it, you need not do anything."),
            ),
        )


def finished_letter(delegation: Delegation) -> Letter:
    """To the person who handed a part over: it is done."""
    with translation.override(delegation.created_by.language):
        words = {
            "name": delegation.name,
            "place": enterprise_name(delegation),
            "part": part_title(delegation),
        }
        return Letter(
            subject=_("%(name)s is done") % words,
            paragraphs=(
                _(
                    "%(name)s has finished the part you handed over in the "
                    "self-assessment of %(place)s: %(part)s"
                )
                % words,
            ),
            button=_("Look at the answers"),
            address=address(
                "assessment:step", delegation.assessment_id, delegation.area
            ),
        )
