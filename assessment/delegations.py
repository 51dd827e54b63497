"""An owner hands an area or a question to somebody, sees how far it is, takes it back.

What the other person sees is in `delegated`.
"""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from assessment.access import assessment_or_404
from assessment.forms import PlainTextField
from assessment.letters import (
    delegation_letter,
    part_title,
)
from assessment.models import Delegation
from assessment.wording import translated
from organisations.accounts.verification import has_verified_address
from organisations.clusters.forms import LineField
from organisations.limits import limited
from organisations.mail import post
from organisations.roles import Right

ON_A_PAGE = 50
LONGEST_MESSAGE = 1000
STATES = {
    "sent": gettext_lazy("Sent"),
    "opened": gettext_lazy("Opened"),
    "finished": gettext_lazy("Finished"),
    "expired": gettext_lazy("Too old"),
    "withdrawn": gettext_lazy("Withdrawn"),
}


def state(delegation) -> str:
    """One of `STATES`."""
    if delegation.withdrawn_at:
        return "withdrawn"
    if delegation.finished_at:
        return "finished"
    if delegation.expires_at <= now():
        return "expired"
    return "opened" if delegation.opened_at else "sent"


class DelegationForm(forms.Form):
    """What is handed over, and to whom."""

    use_required_attribute = False

    part = forms.ChoiceField(
        label=gettext_lazy("What do you hand over?"),
        error_messages={"required": gettext_lazy("Choose an area or a question.")},
    )
    name = LineField(label=gettext_lazy("Name of the person"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter and the questions"),
        choices=settings.LANGUAGES,
    )
    message = PlainTextField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("Optional. It stands in the letter and is not kept."),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, assessment, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [
            ("", _("Choose an area or a question")),
            *_parts(assessment),
        ]

    def clean_part(self):
        area, _colon, question = self.cleaned_data["part"].partition(":")
        return {"area": area, "question": question}


def _parts(assessment):
    """Each area as a group: the whole, and its questions."""
    size_class = assessment.profile.size_class
    for code, questions in assessment.asked().items():
        if questions:
            title = translated(assessment.questionnaire.area(code).title)
            whole = _("The whole area: %(area)s") % {"area": title}
            yield (
                title,
                [
                    (code, whole),
                    *(
                        (
                            f"{code}:{question.code}",
                            translated(question.phrased_for(size_class).text),
                        )
                        for question in questions
                    ),
                ],
            )


def _running_assessment(request, pk):
    """The assessment of an enterprise in which somebody has this to say."""
    assessment = assessment_or_404(request, pk, Right.RUN)
    if assessment.enterprise is None:
        raise Http404("A quick check in a browser has nobody to hand parts to.")
    return assessment


@login_required
@require_safe
def delegations(request, pk):
    """Everything that was handed over, and how far it is."""
    assessment = _running_assessment(request, pk)
    rows = assessment.delegations.select_related("created_by")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.assessment = assessment  # known already
        row.part = part_title(row)
        row.state = state(row)
        row.state_name = STATES[row.state]
    return render(
        request,
        "assessment/delegations.html",
        {
            "assessment": assessment,
            "enterprise": assessment.enterprise,
            "page": page,
            "open": assessment.asking,
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("delegate")
def delegate(request, pk):
    assessment = _running_assessment(request, pk)
    if not assessment.asking:
        messages.info(
            request, _("You can hand over parts only while questions are open.")
        )
        return redirect("assessment:delegations", assessment.pk)
    if not has_verified_address(request.user):
        return render(
            request,
            "assessment/invite_unconfirmed.html",
            {"enterprise": assessment.enterprise},
            status=403 if request.method == "POST" else 200,
        )
    form = DelegationForm(
        request.POST or None,
        assessment=assessment,
        initial={"part": request.GET.get("part", ""), "language": get_language()},
    )
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        message, part = fields.pop("message"), fields.pop("part")
        delegation, token = Delegation.objects.delegate(
            assessment, by=request.user, **part, **fields
        )
        return _send(request, delegation, token, message)
    return render(
        request,
        "assessment/delegate.html",
        {"assessment": assessment, "enterprise": assessment.enterprise, "form": form},
    )


def _send(request, delegation, token, message=""):
    post(delegation_letter(delegation, token, message), delegation.email)
    messages.success(
        request,
        _("The letter to %(name)s is on its way.") % {"name": delegation.name},
    )
    return redirect("assessment:delegations", delegation.assessment_id)


def _delegation_or_404(request, pk, delegation):
    assessment = _running_assessment(request, pk)
    found = get_object_or_404(
        assessment.delegations.select_related("created_by"),
        pk=delegation,
        withdrawn_at=None,
    )
    found.assessment = assessment
    return found


@login_required
@require_POST
@limited("delegate")
def renew_delegation(request, pk, delegation):
    """A new letter with a new link; the old one is dead."""
    found = _delegation_or_404(request, pk, delegation)
    if not found.assessment.asking:
        return redirect("assessment:delegations", pk)
    return _send(request, found, found.renew())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_delegation(request, pk, delegation):
    """Ask, then close the part for whoever has it."""
    found = _delegation_or_404(request, pk, delegation)
    if request.method == "POST":
        found.withdraw(request.user)
        messages.success(request, _("Withdrawn: the link no longer works."))
        return redirect("assessment:delegations", pk)
    return render(
        request,
        "assessment/withdraw_delegation.html",
        {
            "assessment": found.assessment,
            "enterprise": found.assessment.enterprise,
            "delegation": found,
            "part": part_title(found),
        },
    )
