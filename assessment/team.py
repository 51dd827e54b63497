"""The people of an enterprise: who they are, which areas they answer, who is invited.

It stands here and not with the enterprise, because areas are known here.
"""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from assessment.edition import load
from assessment.wording import translated
from organisations import roles
from organisations.access import enterprise_or_404
from organisations.accounts.verification import has_verified_address
from organisations.letters import invitation_letter
from organisations.limits import limited
from organisations.mail import post
from organisations.models import Colleague, Invitation, LastOwner
from organisations.roles import Right, may

ON_A_PAGE = 50
NEEDS_AN_OWNER = gettext_lazy(
    "An enterprise needs an owner. Make somebody else an owner first."
)
ROLES = [
    (roles.OWNER, gettext_lazy("Owner: everything, also submitting and inviting")),
    (roles.CONTRIBUTOR, gettext_lazy("Contributor: answers questions")),
    (roles.READER, gettext_lazy("Reader: reads answers and results")),
]


def area_titles() -> dict[str, str]:
    """The areas of the edition that is asked today."""
    areas = load(settings.QUESTIONNAIRE_EDITION).areas
    return {area.code: translated(area.title) for area in areas}


class SeatForm(forms.Form):
    """Role and areas of one person."""

    use_required_attribute = False

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a role.")},
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Areas"),
        help_text=gettext_lazy(
            "Shown to everybody in the questionnaire, so that each knows who does "
            "what. All areas stay open to all who answer."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = area_titles().items()


class InvitationForm(SeatForm):
    """Who is invited, as what, and in which language the letter is."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"), choices=settings.LANGUAGES
    )

    def __init__(self, *args, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        self.enterprise = enterprise

    def clean_email(self):
        email = self.cleaned_data["email"]
        if self.enterprise.colleagues.filter(user__email__iexact=email).exists():
            raise forms.ValidationError(_("This person works here already."))
        return email


@login_required
@require_safe
def people(request, pk):
    """Everybody who works on the assessments of an enterprise."""
    enterprise = enterprise_or_404(request, pk)
    governs = may(enterprise.role, Right.GOVERN)
    titles = area_titles()
    page = Paginator(enterprise.colleagues.select_related("user"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    for seat in page.object_list:
        seat.area_titles = _titled(seat.areas, titles)
    invited = list(_invited(enterprise)) if governs else []
    for invitation in invited:
        invitation.role_name = Colleague.Role(invitation.role).label
        invitation.area_titles = _titled(invitation.areas, titles)
    return render(
        request,
        "assessment/people.html",
        {
            "enterprise": enterprise,
            "governs": governs,
            "page": page,
            "invited": invited,
        },
    )


def _titled(codes, titles):
    return [titles[code] for code in codes if code in titles]


def _invited(enterprise):
    """Invitations without an answer, those too old among them: they can be renewed."""
    return enterprise.invitations.filter(
        kind=Invitation.Kind.COLLEAGUE, accepted_at=None, withdrawn_at=None
    )[:ON_A_PAGE]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("invite")
def invite(request, pk):
    enterprise = enterprise_or_404(request, pk, Right.GOVERN)
    if not has_verified_address(request.user):
        return render(
            request,
            "assessment/invite_unconfirmed.html",
            {"enterprise": enterprise},
            status=403 if request.method == "POST" else 200,
        )
    form = InvitationForm(
        request.POST or None,
        enterprise=enterprise,
        initial={"role": roles.CONTRIBUTOR, "language": get_language()},
    )
    if request.method == "POST" and form.is_valid():
        return _send(request, enterprise, **form.cleaned_data)
    return render(
        request, "assessment/invite.html", {"enterprise": enterprise, "form": form}
    )


def _send(request, enterprise, *, email, **fields):
    """Invite once more or for the first time; the newest letter is the good one."""
    invitation, token = Invitation.objects.invite(
        Invitation.Kind.COLLEAGUE,
        email,
        by=request.user,
        enterprise=enterprise,
        **fields,
    )
    post(invitation_letter(invitation, token), email)
    messages.success(
        request, _("The invitation to %(email)s is on its way.") % {"email": email}
    )
    return redirect("assessment:people", enterprise.pk)


def _invitation_or_404(enterprise, pk):
    """One that nobody has accepted and nobody withdrawn."""
    return get_object_or_404(
        enterprise.invitations.filter(kind=Invitation.Kind.COLLEAGUE),
        pk=pk,
        accepted_at=None,
        withdrawn_at=None,
    )


@login_required
@require_POST
@limited("invite")
def invite_again(request, pk, invitation):
    enterprise = enterprise_or_404(request, pk, Right.GOVERN)
    if not has_verified_address(request.user):
        return redirect("assessment:invite", enterprise.pk)
    earlier = _invitation_or_404(enterprise, invitation)
    if not earlier.open:
        earlier.withdraw(request.user)  # too old: a new one takes its place
    return _send(
        request,
        enterprise,
        email=earlier.email,
        role=earlier.role,
        areas=earlier.areas,
        language=earlier.language,
    )


@login_required
@require_POST
def withdraw_invitation(request, pk, invitation):
    enterprise = enterprise_or_404(request, pk, Right.GOVERN)
    _invitation_or_404(enterprise, invitation).withdraw(request.user)
    messages.success(
        request, _("The invitation was withdrawn; its link no longer works.")
    )
    return redirect("assessment:people", enterprise.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request, pk, person):
    """Change the role and the areas of one colleague."""
    enterprise = enterprise_or_404(request, pk, Right.GOVERN)
    seat = _seat_or_404(enterprise, person)
    form = SeatForm(
        request.POST or None, initial={"role": seat.role, "areas": seat.areas}
    )
    if request.method == "POST" and form.is_valid():
        try:
            seat.change(by=request.user, **form.cleaned_data)
        except LastOwner:
            form.add_error("role", NEEDS_AN_OWNER)
        else:
            messages.success(
                request, _("Changed: %(name)s.") % {"name": seat.user.display_name}
            )
            return redirect("assessment:people", enterprise.pk)
    return render(
        request,
        "assessment/colleague.html",
        {"enterprise": enterprise, "seat": seat, "form": form},
    )


def _seat_or_404(enterprise, person):
    return get_object_or_404(
        enterprise.colleagues.select_related("user", "enterprise"), user=person
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_colleague(request, pk, person):
    """Ask, then end the seat of a colleague."""
    enterprise = enterprise_or_404(request, pk, Right.GOVERN)
    seat = _seat_or_404(enterprise, person)
    if request.method == "POST":
        words = {"name": seat.user.display_name}
        return _end(request, seat, _("%(name)s no longer works here.") % words)
    return render(
        request,
        "assessment/remove_colleague.html",
        {"enterprise": enterprise, "seat": seat},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, pk):
    """Ask, then end one's own seat: everybody may."""
    enterprise = enterprise_or_404(request, pk)
    if request.method == "POST":
        seat = _seat_or_404(enterprise, request.user.pk)
        return _end(request, seat, _("You no longer work for this enterprise."))
    return render(request, "assessment/leave.html", {"enterprise": enterprise})


def _end(request, seat, told):
    back = reverse("assessment:people", args=[seat.enterprise_id])
    if seat.user_id == request.user.pk:
        back = reverse("assessment:assessments")
    try:
        seat.remove(request.user)
    except LastOwner:
        messages.error(request, NEEDS_AN_OWNER)
        return redirect("assessment:people", seat.enterprise_id)
    messages.success(request, told)
    return HttpResponseRedirect(back)
