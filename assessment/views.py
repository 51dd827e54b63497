"""From the first page to the submitted assessment.

A view translates between the web and the rules: forms read, models write, templates
show. Whose assessment may be opened is decided by `visible_to` alone.
"""

import uuid
from math import ceil

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils.functional import cached_property
from django.utils.timezone import localtime, now
from django.utils.translation import check_for_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import ListView, TemplateView
from formtools.wizard.views import NamedUrlWizardView

from assessment.accounts import QUICK_CHECK_COOKIE, browser_of
from assessment.edition import load
from assessment.forms import (
    SIZE_CLASS_NAMES,
    AreaForm,
    CheckForm,
    ProfileForm,
    answer_text,
    profile_initial,
)
from assessment.models import AlreadySubmitted, Assessment, Incomplete
from assessment.wording import translated
from organisations.models import Enterprise


class HomeView(TemplateView):
    """What this is, and the two ways to begin."""

    template_name = "assessment/home.html"

    def get_context_data(self, **kwargs):
        questionnaire = load(settings.QUESTIONNAIRE_EDITION)
        core = [question for question in questionnaire.questions if question.core]
        return super().get_context_data(
            questionnaire=questionnaire,
            areas=[(a.code, translated(a.title)) for a in questionnaire.areas],
            core_count=len(core),
            core_minutes=minutes(core),
            left_here=_left_here(self.request),
            size_classes=SIZE_CLASS_NAMES.items(),
            **kwargs,
        )


class GlossaryView(TemplateView):
    template_name = "assessment/glossary.html"

    def get_context_data(self, **kwargs):
        terms = [
            (term.code, translated(term.term), translated(term.meaning))
            for term in load(settings.QUESTIONNAIRE_EDITION).terms
        ]
        return super().get_context_data(
            terms=sorted(terms, key=lambda term: term[1].casefold()), **kwargs
        )


class AssessmentsView(ListView):
    """What this person has begun and what came of it."""

    template_name = "assessment/assessments.html"
    context_object_name = "assessments"

    def get_queryset(self):
        return (
            Assessment.objects.filter(enterprise__owner=self.request.user)
            .select_related("result", "enterprise")
            .defer("result__trace", "result__comments")
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(left_here=_left_here(self.request), **kwargs)


def _left_here(request):
    """Quick checks of this browser that no account has taken yet."""
    browser = _browser(request)
    return list(Assessment.objects.left_in(browser)) if browser else []


def _browser(request):
    try:
        return browser_of(request)
    except BadSignature:
        return None


def visible_assessments(request):
    """What whoever sends this request may open."""
    return Assessment.objects.visible_to(request.user, _browser(request))


def _assessment(request, pk):
    """The assessment, or 404 for whoever may not open it."""
    visible = visible_assessments(request)
    return get_object_or_404(visible.select_related("enterprise"), pk=pk)


@require_POST
def start_quick(request):
    """Begin a quick check; without an account it stays with this browser."""
    if request.user.is_authenticated:
        enterprise = Enterprise.objects.of(request.user)
        assessment = Assessment.objects.start("quick", enterprise=enterprise)
        return redirect("assessment:resume", assessment.pk)
    browser = _browser(request) or str(uuid.uuid4())
    assessment = Assessment.objects.start("quick", browser=browser)
    response = redirect("assessment:resume", assessment.pk)
    response.set_signed_cookie(
        QUICK_CHECK_COOKIE,
        browser,
        max_age=settings.QUICK_CHECK_DAYS * 24 * 60 * 60,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return response


@require_POST
@login_required
def start_full(request):
    enterprise = Enterprise.objects.of(request.user)
    return redirect(
        "assessment:resume", Assessment.objects.start("full", enterprise=enterprise).pk
    )


@require_POST
@login_required
def continue_from(request, pk):
    """A full assessment that begins with the answers of this one."""
    earlier = _assessment(request, pk)
    assessment = Assessment.objects.continue_from(
        earlier, enterprise=Enterprise.objects.of(request.user)
    )
    count = assessment.answers.filter(value__isnull=False).count()
    messages.success(
        request,
        ngettext(
            "%(count)s answer was carried over. Check that it still holds.",
            "%(count)s answers were carried over. Check that they still hold.",
            count,
        )
        % {"count": count},
    )
    return redirect("assessment:resume", assessment.pk)


@require_POST
@login_required
def take_along(request):
    """Take this browser's quick checks into the account that is signed in."""
    for assessment in _left_here(request):
        assessment.adopt(Enterprise.objects.of(request.user))
    messages.success(request, _("The quick check is now in your account."))
    return redirect("assessment:assessments")


def delete(request, pk):
    """Ask, then delete an assessment with everything that belongs to it."""
    assessment = _assessment(request, pk)
    if request.method == "POST":
        assessment.delete()
        messages.success(request, _("The assessment was deleted."))
        signed_in = request.user.is_authenticated
        return redirect("assessment:assessments" if signed_in else "assessment:home")
    return render(request, "assessment/delete.html", {"assessment": assessment})


def minutes(questions) -> int:
    """Minutes it takes to answer these questions, rounded up."""
    return ceil(sum(question.seconds for question in questions) / 60)


class QuestionnaireView(NamedUrlWizardView):
    """Lead one enterprise through its questionnaire, one area a page."""

    form_list = [("check", CheckForm)]  # dispatch() puts profile and areas in front
    storage_name = "assessment.storage.AnswerStorage"

    def dispatch(self, request, *args, pk, step=None, **kwargs):
        self.assessment = assessment = _assessment(request, pk)
        if assessment.submitted_at:
            return self._already_submitted()
        if assessment.retired:
            return render(
                request,
                "assessment/retired.html",
                {"assessment": assessment},
                status=409,
            )
        self.asked = assessment.asked() if assessment.profile else {}
        areas = {code: AreaForm for code, questions in self.asked.items() if questions}
        self.form_list = {"profile": ProfileForm, **areas, "check": CheckForm}
        if step is None:
            return redirect(self.get_step_url(self._first_open()))
        if step not in self.form_list:
            if assessment.questionnaire.area(step) or step == "check":
                return redirect(self.get_step_url("profile"))
            raise Http404(f"No page {step!r} in this questionnaire.")
        if step != "profile" and not assessment.profile:
            return redirect(self.get_step_url("profile"))
        if step != "profile" and assessment.profile.size_class is None:
            return render(
                request, "assessment/no_staff.html", {"assessment": assessment}
            )
        kwargs["step"] = step
        try:
            return super().dispatch(request, *args, **kwargs)
        except AlreadySubmitted:
            return self._already_submitted()

    def _already_submitted(self):
        messages.info(
            self.request,
            _("This assessment has been submitted; its answers no longer change."),
        )
        return redirect(settings.ASSESSMENT_REDIRECT_URL, self.assessment.pk)

    def _first_open(self):
        """Where to resume: the first page with a question still open."""
        if not self.assessment.profile:
            return "profile"
        open_questions = self.assessment.open_questions()
        return open_questions[0].area if open_questions else "check"

    def post(self, request, *args, step, **kwargs):
        if step == "profile":
            return self._post_profile()
        if step == "check":
            return self._post_check()
        return self._post_area()

    def _post_profile(self):
        form = self.get_form(data=self.request.POST)
        language = self._language_wanted()
        if not form.is_valid():
            if language:  # nothing typed is lost on the way to the other language
                self.request.session[self._typed_key] = self.request.POST.dict()
                return redirect(language)
            return self.render(form)
        self.assessment.describe(form.cleaned_data["profile"])
        if language:
            return redirect(language)
        if self.assessment.profile.size_class is None:
            return redirect(self.get_step_url("check"))
        first = next(code for code, asked in self.assessment.asked().items() if asked)
        return redirect(self.get_step_url(first))

    def _post_area(self):
        """Keep what was sent, whole or not; then go on, or say what is missing."""
        form = self.get_form(data=self.request.POST)
        conflicts = self.assessment.record(form.changes, by=self._person())
        for entry in form.questions:
            if entry.code in conflicts:
                entry.contradict(conflicts[entry.code])
            elif not entry.errors and (row := self.assessment.given.get(entry.code)):
                entry.keep(row)
        if (language := self._language_wanted()) and not form.wrong:
            return redirect(language)
        if "leave_open" not in self.request.POST:
            form.ask_for_open_ones()
        if form.wrong:
            return self.render(form)
        return self.render_next_step(form)

    def _post_check(self):
        if language := self._language_wanted():
            return redirect(language)
        try:
            self.assessment.submit()
        except Incomplete:
            return self.render(self.get_form())
        return redirect(settings.ASSESSMENT_REDIRECT_URL, self.assessment.pk)

    def _language_wanted(self):
        """The address of this page in the language whose button was pressed."""
        code = self.request.POST.get("language", "")
        if code in dict(settings.LANGUAGES) and check_for_language(code):
            return translate_url(self.request.path, code)
        return None

    @property
    def _typed_key(self):
        """What was typed for one assessment never shows up in another."""
        return f"profile_typed_{self.assessment.pk}"

    def _person(self):
        return self.request.user if self.request.user.is_authenticated else None

    # What formtools asks

    def get_step_url(self, step):
        return reverse(self.url_name, args=[self.assessment.pk, step])

    def get_form_kwargs(self, step=None):
        if step == "check":
            return {}
        questionnaire = self.assessment.questionnaire
        if step == "profile":
            return {"questionnaire": questionnaire}
        return {
            "area": questionnaire.area(step),
            "questions": self.asked[step],
            "size_class": self.assessment.profile.size_class,
            "given": self.assessment.given,
            "questionnaire": questionnaire,
        }

    def get_form(self, step=None, data=None, files=None):
        if (step or self.steps.current) == "profile" and data is None:
            typed = self.request.session.pop(self._typed_key, None)
            if typed:
                return ProfileForm(
                    initial={
                        key.removeprefix("profile-"): value
                        for key, value in typed.items()
                    },
                    prefix="profile",
                    **self.get_form_kwargs("profile"),
                )
        return super().get_form(step, data, files)

    def get_form_initial(self, step):
        if step == "profile" and self.assessment.profile_data:
            return profile_initial(self.assessment.profile_data)
        return {}

    def get_template_names(self):
        page = self.steps.current
        return [f"assessment/{page if page in ('profile', 'check') else 'area'}.html"]

    def get_context_data(self, form, **kwargs):
        context = super().get_context_data(form, **kwargs)
        step = self.steps.current
        context |= {
            "assessment": self.assessment,
            "check_url": self.get_step_url("check"),
            "progress": self.progress,
            "minutes_left": minutes(self.open_questions),
            "open_count": len(self.open_questions),
            "previous_url": (
                self.get_step_url(self.steps.prev) if self.steps.prev else ""
            ),
        }
        if step in self.asked:
            codes = list(self.form_list)
            context["area_number"] = codes.index(step)
            context["area_count"] = len(codes) - 2
            context["intro"] = translated(form.area.intro)
        if step == "check":
            context["areas"] = list(self._checked_areas())
            context["open_list"] = [
                row for _, rows in context["areas"] for row in rows if not row["answer"]
            ]
        return context

    @cached_property
    def open_questions(self):
        return self.assessment.open_questions() if self.assessment.profile else []

    @property
    def progress(self):
        """(title, address, state, minutes left, current) of each page."""
        questionnaire = self.assessment.questionnaire
        for code, questions in self.asked.items():
            if not questions:
                continue
            left = [q for q in self.open_questions if q.area == code]
            state = "done" if not left else "open"
            if left and len(left) < len(questions):
                state = "started"
            yield {
                "title": translated(questionnaire.area(code).title),
                "url": self.get_step_url(code),
                "state": state,
                "minutes": minutes(left),
                "current": code == self.steps.current,
            }

    def _checked_areas(self):
        questionnaire = self.assessment.questionnaire
        size_class = self.assessment.profile.size_class
        given = self.assessment.given
        for code, questions in self.asked.items():
            rows = []
            for question in questions:
                phrasing = question.phrased_for(size_class)
                answer = given.get(question.code)
                rows.append(
                    {
                        "text": translated(phrasing.text),
                        "answer": answer_text(
                            questionnaire,
                            question,
                            question.read(answer.value if answer else None),
                            phrasing,
                        ),
                        "comment": answer.comment if answer else "",
                        "url": f"{self.get_step_url(code)}#{code}-{question.code}",
                    }
                )
            if rows:
                yield translated(questionnaire.area(code).title), rows


@require_POST
def save_answer(request, pk, code):
    """Keep one answer as it is given, and say so beside it."""
    assessment = _assessment(request, pk)
    if assessment.retired:
        return _not_saved(request, _("This edition is closed"))
    question = assessment.questionnaire.question(code)
    if question is None or not assessment.profile:
        raise Http404(f"No question {code!r} to answer here.")
    form = AreaForm(
        request.POST,
        prefix=question.area,
        area=assessment.questionnaire.area(question.area),
        questions=[question],
        size_class=assessment.profile.size_class,
        given=assessment.given,
        questionnaire=assessment.questionnaire,
    )
    entry = form.questions[0]
    try:
        conflicts = assessment.record(
            form.changes, by=request.user if request.user.is_authenticated else None
        )
    except AlreadySubmitted:
        return _not_saved(
            request,
            _("This assessment has been submitted; its answers no longer change."),
            entry,
        )
    if entry.code in conflicts:
        seen = entry.seen, entry.seen_comment
        entry.contradict(conflicts[entry.code])
        entry.seen, entry.seen_comment = seen  # the whole page will ask once more
    elif not entry.errors:
        entry = AreaForm(
            prefix=question.area,
            area=form.area,
            questions=[question],
            size_class=assessment.profile.size_class,
            given=assessment.given,
            questionnaire=assessment.questionnaire,
        ).questions[0]
    return render(
        request,
        "assessment/_saved_mark.html",
        {
            "entry": entry,
            "saved_errors": entry.errors,
            "saved_at": None if entry.errors else localtime(now()),
        },
    )


def _not_saved(request, reason, entry=None):
    """Refused for good: no other try would keep this answer."""
    return render(
        request,
        "assessment/_saved_mark.html",
        {"entry": entry, "saved_errors": [reason]},
        status=409,
    )
