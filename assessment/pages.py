"""Pages around the questionnaire: where one begins, finds again, and deletes."""

import unicodedata
import uuid
from collections import defaultdict
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import (
    get_language,
    get_language_info,
    gettext_lazy,
    ngettext,
)
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from assessment.access import (
    assessment_or_404,
    browser_of,
    left_here,
    remember_browser,
)
from assessment.edition import load
from assessment.models import Assessment
from assessment.questions import minutes
from assessment.translations.status import STATE_NAMES, statuses
from assessment.wording import SIZE_CLASS_NAMES, translated
from organisations.access import enterprise_or_404
from organisations.dates import locale
from organisations.models import Cluster, Enterprise, Partner
from organisations.roles import Right, may


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
            left_here=left_here(self.request),
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
            terms=sorted(terms, key=lambda term: _plain(term[1])), **kwargs
        )


def _plain(word) -> str:
    """Without accents: É stands among the E of a list, not behind the Z."""
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


class SourcesView(TemplateView):
    """Every law and framework, by country, and the questions that rest on it."""

    template_name = "assessment/sources.html"

    def get_context_data(self, **kwargs):
        questionnaire = load(settings.QUESTIONNAIRE_EDITION)
        asked = defaultdict(list)
        for question in questionnaire.questions:
            for code in question.legal_basis:
                asked[code].append(_asked(question))
        by_country = defaultdict(list)
        language = get_language()
        for source in questionnaire.sources.values():
            cited = source.cited_in(language)
            by_country[source.country].append((cited, asked[source.code]))
        return super().get_context_data(
            countries=[
                (code, name, by_country[code])
                for code, name in _countries_named(by_country)
            ],
            **kwargs,
        )


class FrameworksView(TemplateView):
    """What published frameworks ask for, and which of our questions speak of it."""

    template_name = "assessment/frameworks.html"

    def get_context_data(self, **kwargs):
        questionnaire = load(settings.QUESTIONNAIRE_EDITION)
        frameworks = [
            {
                "code": framework.code,
                "title": translated(framework.title),
                "source": questionnaire.sources[framework.code].cited_in(
                    get_language()
                ),
                "covered": [
                    (
                        item.code,
                        translated(item.title),
                        [_asked(questionnaire.question(q)) for q in item.questions],
                    )
                    for item in framework.items
                    if item.questions
                ],
                "left_out": [
                    (item.code, translated(item.title), translated(item.left_out))
                    for item in framework.items
                    if item.left_out
                ],
            }
            for framework in questionnaire.frameworks
        ]
        return super().get_context_data(frameworks=frameworks, **kwargs)


def _asked(question):
    """A question as somebody reads it who answers none: in its common words."""
    return translated(question.phrased_for(None).text)


def _countries_named(codes):
    """The Union and the world first, then countries by name."""
    first = {"EU": 0, "INT": 1}
    names = {**locale().territories, "INT": _("International")}
    named = [(code, names[code]) for code in codes]
    return sorted(named, key=lambda pair: (first.get(pair[0], 2), pair[1]))


class TranslationsView(TemplateView):
    """How far each language is, and how to take part."""

    template_name = "assessment/translations.html"

    def get_context_data(self, **kwargs):
        languages = [
            (get_language_info(code), status.partial, status.percents.values())
            for code, status in statuses().items()
        ]
        return super().get_context_data(
            languages=languages, states=STATE_NAMES.values(), **kwargs
        )


class AssessmentsView(TemplateView):
    """Where a person lands: the own enterprises, clusters and partners, what was begun
    there and what came of it."""

    template_name = "assessment/assessments.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        assessments = defaultdict(list)
        for assessment in (
            Assessment.objects.visible_to(user)
            .select_related("result", "enterprise")
            .defer("result__trace", "result__comments")
        ):
            assessments[assessment.enterprise_id].append(assessment)
        enterprises = list(Enterprise.objects.visible_to(user).order_by("created_at"))
        for enterprise in enterprises:
            enterprise.begun = assessments[enterprise.pk]
            enterprise.may_begin = (
                may(enterprise.role, Right.RUN) and enterprise.delete_after is None
            )
        owned = [each for each in enterprises if each.may_begin]
        return super().get_context_data(
            enterprises=enterprises,
            clusters=list(Cluster.objects.visible_to(user)),
            partners=list(Partner.objects.visible_to(user)),
            owned=owned,
            owns_one=any(may(each.role, Right.RUN) for each in enterprises),
            left_here=left_here(self.request) if owned or not enterprises else [],
            **kwargs,
        )


def signed_in(view):
    """Lead to sign-in and from there to one's assessments: a POST is not repeated."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("assessment:assessments"))
        return view(request, *args, **kwargs)

    return guarded


NEW = "new"
OWNS_NONE = gettext_lazy(
    "You work for an enterprise whose owners begin assessments. Ask one of them; or, "
    "if you have an enterprise of your own, begin on the page “My assessments”."
)
TO_BE_DELETED = gettext_lazy(
    "Your enterprise is about to be deleted. Take that back before you begin."
)


class SeveralEnterprises(Exception):
    """It is not clear for which of them something is begun."""


def enterprise_meant(request):
    """The enterprise for which something is begun: the one named, else the own one.

    Somebody new founds one by that; somebody who works for others only if said so.
    """
    named = request.POST.get("enterprise", "")
    if named not in ("", NEW):
        try:
            pk = uuid.UUID(named)
        except ValueError:
            raise Http404("No such enterprise.") from None
        enterprise = enterprise_or_404(request, pk, Right.RUN)
        if enterprise.delete_after:
            raise PermissionDenied(TO_BE_DELETED)
        return enterprise
    owned = list(Enterprise.objects.owned_by(request.user))
    lasting = [enterprise for enterprise in owned if enterprise.delete_after is None]
    if len(lasting) > 1:
        raise SeveralEnterprises
    if lasting:
        return lasting[0]
    if owned:
        raise PermissionDenied(TO_BE_DELETED)
    if named != NEW and Enterprise.objects.visible_to(request.user).exists():
        raise PermissionDenied(OWNS_NONE)
    return Enterprise.objects.of(request.user)


def for_one_enterprise(view):
    """Lead to the page that lists them where it is not clear which one is meant."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except SeveralEnterprises:
            messages.info(
                request, _("You own several enterprises. Choose here for which one.")
            )
            return redirect("assessment:assessments")

    return guarded


@require_POST
@for_one_enterprise
def start_quick(request):
    """Begin a quick check; without an account it stays with this browser."""
    if request.user.is_authenticated:
        enterprise = enterprise_meant(request)
        assessment = Assessment.objects.start("quick", enterprise=enterprise)
        return redirect("assessment:resume", assessment.pk)
    browser = browser_of(request) or str(uuid.uuid4())
    assessment = Assessment.objects.start("quick", browser=browser)
    response = redirect("assessment:resume", assessment.pk)
    remember_browser(response, browser)
    return response


@require_POST
@signed_in
@for_one_enterprise
def start_full(request):
    enterprise = enterprise_meant(request)
    return redirect(
        "assessment:resume", Assessment.objects.start("full", enterprise=enterprise).pk
    )


@require_POST
@signed_in
@for_one_enterprise
def continue_from(request, pk):
    """A full assessment that begins with the answers of this one."""
    earlier = assessment_or_404(request, pk, Right.RUN)
    assessment = Assessment.objects.continue_from(
        earlier, enterprise=earlier.enterprise or enterprise_meant(request)
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
@signed_in
@for_one_enterprise
def take_along(request):
    """Take this browser's quick checks into the account that is signed in."""
    enterprise = enterprise_meant(request)
    for assessment in left_here(request):
        assessment.adopt(enterprise)
    messages.success(request, _("The quick check is now in your account."))
    return redirect("assessment:assessments")


def delete(request, pk):
    """Ask, then delete an assessment with everything that belongs to it."""
    assessment = assessment_or_404(request, pk, Right.RUN)
    if request.method == "POST":
        assessment.delete()
        messages.success(request, _("The assessment was deleted."))
        signed_in = request.user.is_authenticated
        return redirect("assessment:assessments" if signed_in else "assessment:home")
    return render(request, "assessment/delete.html", {"assessment": assessment})
