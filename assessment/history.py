"""Who answered what, and when."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.access import assessment_or_404
from assessment.wording import answer_text, translated

ON_A_PAGE = 50


@login_required
@require_safe
def history(request, pk):
    """Each change of an answer, the newest first; `?area=` shows one area."""
    assessment = assessment_or_404(request, pk)
    if assessment.enterprise is None:
        raise Http404("A quick check in a browser has one author and no history.")
    questionnaire = assessment.questionnaire
    revisions = assessment.revisions.select_related("answered_by", "delegation")
    area = questionnaire.area(request.GET.get("area", ""))
    if area:
        codes = [question.code for question in area.questions]
        revisions = revisions.filter(question__in=codes)
    page = Paginator(revisions, ON_A_PAGE).get_page(request.GET.get("page"))
    profile = assessment.profile
    size_class = profile.size_class if profile else None
    return render(
        request,
        "assessment/history.html",
        {
            "assessment": assessment,
            "enterprise": assessment.enterprise,
            "page": page,
            "query": f"&area={area.code}" if area else "",
            "rows": [_row(questionnaire, size_class, each) for each in page],
            "areas": [
                (each.code, translated(each.title), each == area)
                for each in questionnaire.areas
            ],
            "filtered": area is not None,
        },
    )


def _row(questionnaire, size_class, revision):
    question = questionnaire.question(revision.question)
    phrasing = question.phrased_for(size_class)
    return {
        "area": translated(questionnaire.area(question.area).title),
        "text": translated(phrasing.text),
        "answer": answer_text(
            questionnaire, question, question.read(revision.value), phrasing
        ),
        "comment": revision.comment,
        "author": revision.author,
        "by_link": revision.delegation is not None,
        "at": revision.answered_at,
    }
