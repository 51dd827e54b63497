"""Who is where in a questionnaire: told to people of the same enterprise."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from assessment.access import assessment_or_404
from assessment.models import Delegation, Presence
from assessment.wording import translated
from organisations.roles import Right


@require_POST
def presence(request, pk):
    """Note the area somebody looks at, and answer who else is at work."""
    assessment = assessment_or_404(request, pk, Right.ANSWER)
    if assessment.enterprise is None:
        raise Http404("Nobody else can be here.")
    if assessment.submitted_at:
        return HttpResponse(status=204)
    step = request.POST.get("step", "")
    if assessment.questionnaire.area(step) is None:
        raise Http404(f"No area {step!r} in this questionnaire.")
    return here(request, assessment, request.user, step)


def here(request, assessment, person, step):
    """Where the others are; whoever has one part only is told of that part only."""
    Presence.objects.note(assessment, person, step)
    others = Presence.objects.others(assessment, person)
    if isinstance(person, Delegation):
        others = others.filter(step=step)
    others = list(others)
    elsewhere = [
        (each.name, translated(assessment.questionnaire.area(each.step).title))
        for each in others
        if each.step != step
    ]
    return render(
        request,
        "assessment/_presence.html",
        {
            "same": [each.name for each in others if each.step == step],
            "elsewhere": elsewhere,
        },
    )
