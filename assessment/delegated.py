"""A part of an assessment in the hands of somebody without an account.

The link in the letter is used up by a button, not by looking; from then on a signed
cookie of that browser opens this part, and nothing else.
"""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from assessment.answering import (
    keep_answer,
    keep_page,
    language_wanted,
    not_saved,
)
from assessment.forms import AreaForm
from assessment.letters import (
    enterprise_name,
    finished_letter,
    part_title,
)
from assessment.models import AlreadySubmitted, Delegation
from assessment.presence import here
from assessment.questions import minutes
from assessment.wording import translated
from organisations.mail import post


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
    if not fresh or not found.assessment.asking:
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
    if not assessment.asking:
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
    if not delegation.assessment.asking:
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
    if delegation is None or not delegation.assessment.asking:
        return HttpResponse(status=204)  # it was open; saving an answer says why not
    return here(request, delegation.assessment, delegation, delegation.area)
