"""Keeping what a page of questions sent, whoever answers: people of the enterprise, or
somebody a part was handed to."""

from django.conf import settings
from django.shortcuts import render
from django.urls import translate_url
from django.utils.timezone import localtime, now
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _

from assessment.access import gone_is_404
from assessment.fields import QuestionField
from assessment.models import AlreadySubmitted, mark


def keep_page(assessment, form, **author):
    """Keep what was sent, whole or not; the form then shows what stands."""
    with gone_is_404():
        conflicts = assessment.record(form.changes, **author)
    for entry in form.questions:
        if entry.code in conflicts:
            entry.contradict(conflicts[entry.code])
        elif not entry.errors and (row := assessment.given.get(entry.code)):
            entry.keep(row)


def keep_answer(request, assessment, question, **author):
    """Keep one answer as it is given, and say so beside it."""
    entry = QuestionField(
        question,
        assessment.profile.size_class,
        question.area,
        None,
        assessment.questionnaire,
    )
    entry.take(request.POST)
    changes = [] if entry.errors else [entry.change()]
    try:
        with gone_is_404():
            conflicts = assessment.record(changes, **author)
    except AlreadySubmitted:
        return not_saved(
            request,
            _("This assessment has been submitted; its answers no longer change."),
            entry,
        )
    if entry.code in conflicts:
        seen = entry.seen, entry.seen_comment
        entry.contradict(conflicts[entry.code])
        entry.seen, entry.seen_comment = seen  # the whole page will ask once more
    elif not entry.errors:
        entry.seen, entry.seen_comment = mark(entry.value), mark(entry.comment)
    return render(
        request,
        "assessment/_saved_mark.html",
        {
            "entry": entry,
            "saved_errors": [] if entry.half_typed else entry.errors,
            "saved_at": None if entry.errors else localtime(now()),
        },
    )


def not_saved(request, reason, entry=None):
    """Refused for good: no other try would keep this answer."""
    return render(
        request,
        "assessment/_saved_mark.html",
        {"entry": entry, "saved_errors": [reason]},
        status=409,
    )


def language_wanted(request):
    """The address of this page in the language whose button was pressed."""
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        return translate_url(request.path, code)
    return None
