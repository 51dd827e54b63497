"""Parts of an assessment in the hands of somebody without an account.

An owner hands an area or a question over. The link in the letter is used up by a
button, not by looking; from then on a signed cookie of that browser opens this part,
and nothing else.
"""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from assessment.access import assessment_or_404
from assessment.answering import (
    keep_answer,
    keep_page,
    language_wanted,
    not_saved,
)
from assessment.forms import AreaForm, PlainTextField
from assessment.letters import (
    delegation_letter,
    enterprise_name,
    finished_letter,
    part_title,
)
from assessment.models import AlreadySubmitted, Delegation
from assessment.presence import here
from assessment.questions import minutes
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


# What an owner does


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


def _questions_come(assessment) -> bool:
    """Whether questions are asked now: a described draft of today's edition."""
    return bool(
        assessment.submitted_at is None
        and not assessment.retired
        and assessment.profile
        and assessment.profile.size_class
    )


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
            "open": _questions_come(assessment),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("delegate")
def delegate(request, pk):
    assessment = _running_assessment(request, pk)
    if not _questions_come(assessment):
        messages.info(
            request, _("Parts are handed over while questions are open: not now.")
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
    if not _questions_come(found.assessment):
        return redirect("assessment:delegations", pk)
    return _send(request, found, found.renew())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_delegation(request, pk, delegation):
    """Ask, then close the part for whoever has it."""
    found = _delegation_or_404(request, pk, delegation)
    if request.method == "POST":
        found.withdraw(request.user)
        messages.success(request, _("Withdrawn: the link opens nothing any more."))
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


# What the other person does


def _cookie(delegation_pk) -> str:
    return f"part_{delegation_pk.hex}"


def _key(request, delegation_pk) -> str | None:
    """What this browser got for the part, if it opened it."""
    return request.get_signed_cookie(_cookie(delegation_pk), default=None)


def _opened_here(request, pk):
    """The part, if this browser opened it and it is not over; else nothing."""
    if not (key := _key(request, pk)):
        return None
    return (
        Delegation.objects.opened_by(key)
        .select_related("assessment__enterprise", "created_by")
        .filter(pk=pk)
        .first()
    )


def _closed(request, *, status):
    """Used, withdrawn, too old, submitted or never sent: what to do is the same."""
    return render(request, "assessment/delegated_closed.html", status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delegated_link(request, token):
    """Where the letter leads. The button uses the link up, looking does not."""
    found = (
        Delegation.objects.of(token)
        .select_related("assessment__enterprise", "created_by")
        .first()
    )
    if found is None:
        return _closed(request, status=404)
    if _opened_here(request, found.pk):
        return redirect("assessment:delegated_part", found.pk)
    fresh = found.running and found.opened_at is None
    if not fresh or not _questions_come(found.assessment):
        return _closed(request, status=410)
    if request.method != "POST":
        questions = found.questions()
        return render(
            request,
            "assessment/delegated_link.html",
            {
                "delegation": found,
                "place": enterprise_name(found),
                "part": part_title(found),
                "count": len(questions),
                "minutes": minutes(questions),
            },
        )
    key = found.open()
    if key is None:  # somebody else was quicker
        return _closed(request, status=410)
    response = redirect("assessment:delegated_part", found.pk)
    response.set_signed_cookie(
        _cookie(found.pk),
        key,
        expires=found.expires_at,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delegated_part(request, pk):
    """The questions that were handed over, and nothing else."""
    delegation = _opened_here(request, pk)
    if delegation is None:
        return _closed(request, status=410 if _key(request, pk) else 404)
    assessment = delegation.assessment
    if not _questions_come(assessment):
        return _closed(request, status=410)
    form = AreaForm(
        request.POST if request.method == "POST" else None,
        prefix=delegation.area,
        area=assessment.questionnaire.area(delegation.area),
        questions=delegation.questions(),
        size_class=assessment.profile.size_class,
        given=assessment.given,
        questionnaire=assessment.questionnaire,
    )
    if request.method == "POST":
        try:
            keep_page(assessment, form, delegation=delegation)
        except AlreadySubmitted:
            return _closed(request, status=410)
        if (language := language_wanted(request)) and not form.wrong:
            return redirect(language)
        later = "later" in request.POST
        if not later and "leave_open" not in request.POST:
            form.ask_for_open_ones()
        if not form.wrong:
            return _kept(request, delegation, later=later)
    return render(
        request,
        "assessment/delegated_part.html",
        {
            "delegation": delegation,
            "assessment": assessment,
            "place": enterprise_name(delegation),
            "form": form,
            "intro": "" if delegation.question else translated(form.area.intro),
        },
    )


@transaction.atomic
def _kept(request, delegation, *, later):
    if later:
        messages.success(
            request,
            _("Saved. To go on, open this page again in the same browser."),
        )
        return redirect("assessment:delegated_part", delegation.pk)
    told = delegation.finished_at is not None
    delegation.finish()
    asker = delegation.created_by
    if asker and asker.is_active and not told:
        post(finished_letter(delegation), asker.email)
    return redirect("assessment:delegated_done", delegation.pk)


@never_cache
@require_safe
def delegated_done(request, pk):
    """Thanks."""
    delegation = _opened_here(request, pk)
    if delegation is None:
        return _closed(request, status=410 if _key(request, pk) else 404)
    if delegation.finished_at is None:
        return redirect("assessment:delegated_part", pk)
    return render(
        request,
        "assessment/delegated_done.html",
        {"delegation": delegation, "place": enterprise_name(delegation)},
    )


@require_POST
def delegated_answer(request, pk, code):
    """Keep one answer of a part as it is given."""
    delegation = _opened_here(request, pk)
    if delegation is None:
        if _key(request, pk):
            return not_saved(request, _("This link is no longer open."))
        raise Http404("This browser has opened no such part.")
    if not _questions_come(delegation.assessment):
        return not_saved(request, _("This link is no longer open."))
    question = next((q for q in delegation.questions() if q.code == code), None)
    if question is None:
        raise Http404(f"No question {code!r} was handed over.")
    return keep_answer(request, delegation.assessment, question, delegation=delegation)


@require_POST
def delegated_presence(request, pk):
    """Who else answers the questions of this part now."""
    delegation = _opened_here(request, pk)
    if delegation is None and not _key(request, pk):
        raise Http404("This browser has opened no such part.")
    if delegation is None or not _questions_come(delegation.assessment):
        return HttpResponse(status=204)  # it was open; saving an answer says why not
    return here(request, delegation.assessment, delegation, delegation.area)
