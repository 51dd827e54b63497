"""From the first page to the submitted assessment.

A view translates between the web and the rules: forms read, models write, templates
show. Whose assessment may be opened is decided by `visible_to` alone.
"""

from collections import defaultdict

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from formtools.wizard.views import NamedUrlWizardView

from assessment.access import assessment_or_404, gone_is_404
from assessment.answering import (
    keep_answer,
    keep_page,
    language_wanted,
    not_saved,
)
from assessment.forms import (
    AreaForm,
    CheckForm,
    ProfileForm,
    profile_initial,
)
from assessment.models import AlreadySubmitted, Incomplete
from assessment.profile import LONGEST_COMMENT
from assessment.questions import minutes
from assessment.wording import answer_text, translated
from organisations.access import ROLE_TOO_SMALL
from organisations.roles import Right


class QuestionnaireView(NamedUrlWizardView):
    """Lead one enterprise through its questionnaire, one area a page."""

    form_list = [("check", CheckForm)]  # dispatch() puts profile and areas in front
    storage_name = "assessment.storage.AnswerStorage"

    def dispatch(self, request, *args, pk, step=None, **kwargs):
        self.assessment = assessment = assessment_or_404(request, pk)
        if assessment.submitted_at:
            return self._already_submitted()
        if not assessment.may_answer and request.method == "POST":
            raise PermissionDenied(ROLE_TOO_SMALL)
        if assessment.retired:
            return render(
                request,
                "assessment/retired.html",
                {"assessment": assessment},
                status=409,
            )
        if not assessment.may_answer and assessment.profile is None:
            return render(
                request, "assessment/nothing_yet.html", {"assessment": assessment}
            )
        self.asked = assessment.asked() if assessment.profile else {}
        areas = {code: AreaForm for code, questions in self.asked.items() if questions}
        self.form_list = {"profile": ProfileForm, **areas, "check": CheckForm}
        if step is None:
            return redirect(self.get_step_url(self._first_open()))
        if not assessment.may_answer and step in self.form_list and step != "check":
            return redirect(self.get_step_url("check"))
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
            with gone_is_404():
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
        if not self.assessment.may_answer:
            return "check"
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
        language = language_wanted(self.request)
        if not form.is_valid():
            if language:  # nothing typed is lost on the way to the other language
                self.request.session[self._typed_key] = self._typed(form)
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
        keep_page(self.assessment, form, by=_person(self.request))
        if (language := language_wanted(self.request)) and not form.wrong:
            return redirect(language)
        if "leave_open" not in self.request.POST:
            form.ask_for_open_ones()
        if form.wrong:
            return self.render(form)
        if self._back_to_check:
            return redirect(self.get_step_url("check"))
        return self.render_next_step(form)

    @property
    def _back_to_check(self):
        """Whether a Change link of the check page led here."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return sent.get("back") == "check"

    def _post_check(self):
        if language := language_wanted(self.request):
            return redirect(language)
        if not self.assessment.may_run:
            raise PermissionDenied(ROLE_TOO_SMALL)
        try:
            self.assessment.submit(by=_person(self.request))
        except Incomplete:
            return self.render(self.get_form())
        return redirect(settings.ASSESSMENT_REDIRECT_URL, self.assessment.pk)

    def _typed(self, form):
        """What was typed into the fields of the profile, and nothing else sent."""
        names = [form.add_prefix(name) for name in form.fields]
        sent = self.request.POST
        return {name: sent[name][:LONGEST_COMMENT] for name in names if name in sent}

    @property
    def _typed_key(self):
        """What was typed for one assessment never shows up in another."""
        return f"profile_typed_{self.assessment.pk}"

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
            "check_url": "../check/",
            "progress": self.progress,
            "minutes_left": minutes(self.open_questions),
            "open_count": len(self.open_questions),
            "previous_url": f"../{self.steps.prev}/" if self.steps.prev else "",
        }
        if step in self.asked:
            codes = list(self.form_list)
            context["area_number"] = codes.index(step)
            context["area_count"] = len(codes) - 2
            context["intro"] = translated(form.area.intro)
            context["back_to_check"] = self._back_to_check
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
        assigned = self._assigned()
        for code, questions in self.asked.items():
            if not questions:
                continue
            left = [q for q in self.open_questions if q.area == code]
            state = "done" if not left else "open"
            if left and len(left) < len(questions):
                state = "started"
            yield {
                "title": translated(questionnaire.area(code).title),
                "url": f"../{code}/" if self.assessment.may_answer else "",
                "state": state,
                "minutes": minutes(left),
                "names": assigned.get(code, []),
                "current": code == self.steps.current,
            }

    def _assigned(self):
        """The names of the colleagues each area was given to."""
        names = defaultdict(list)
        enterprise = self.assessment.enterprise
        if enterprise is None:
            return names
        seats = enterprise.colleagues.exclude(areas=[]).select_related("user")
        for seat in seats:
            for code in seat.areas:
                names[code].append(seat.user.display_name)
        return names

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
                        "url": f"../{code}/?back=check#{code}-{question.code}",
                    }
                )
            if rows:
                yield translated(questionnaire.area(code).title), rows


@require_POST
def save_answer(request, pk, code):
    """Keep one answer as it is given, and say so beside it."""
    assessment = assessment_or_404(request, pk, Right.ANSWER)
    if assessment.retired:
        return not_saved(request, _("This edition is closed"))
    question = assessment.questionnaire.question(code)
    if question is None or not assessment.profile:
        raise Http404(f"No question {code!r} to answer here.")
    return keep_answer(request, assessment, question, by=_person(request))


def _person(request):
    return request.user if request.user.is_authenticated else None
