"""Becoming a member by a code that was read out or printed.

A wrong code and a closed one read the same, and are counted: nobody tries them all.
"""

from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organisations.accounts.verification import has_verified_address
from organisations.clusters.appearance import remember_appearance
from organisations.clusters.door import LOOKING, cluster_page
from organisations.clusters.forms import JoinForm
from organisations.letters import address
from organisations.limits import within_limit
from organisations.models import Cluster, Enterprise
from organisations.roles import Right, may

WRONG = "wrong_join_code"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request):
    """Type a code."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask_code(request, form)
    return _found(request, form.cleaned_data["code"], form, _to_offer)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_with(request, code):
    """Who invites, what it sees and what it does not; one button joins."""
    form = JoinForm({"code": code})
    form.is_valid()
    return _found(request, code, form, _join if request.method == "POST" else _offer)


def _found(request, code, form, answer):
    """Answer with the cluster of a code; count wrong codes and stop who tries many."""
    if not within_limit(request, WRONG, counted=False):
        return respond_429(request)
    cluster = Cluster.objects.joinable(code.replace("\0", "")).first()
    if cluster is not None:
        return answer(request, cluster)
    if not within_limit(request, WRONG):
        return respond_429(request)
    if not form.errors:
        form.add_error(
            "code",
            _(
                "No cluster can be joined with this code. Compare it with your letter, "
                "or ask your cluster for the current one."
            ),
        )
    return _ask_code(request, form)


def _ask_code(request, form):
    status = 422 if form.errors else 200
    return render(request, "organisations/join.html", {"form": form}, status=status)


def _to_offer(request, cluster):
    return redirect("organisations:join_with", cluster.join_code)


def _offer(request, cluster, *, error=""):
    return render(
        request,
        "organisations/join_with.html",
        {
            "cluster": cluster,
            "owned": _owned(request.user),
            "chosen": request.POST.get("enterprise", ""),
            "verified": has_verified_address(request.user),
            "error": error,
        },
        status=422 if error else 200,
    )


def _owned(user):
    """The enterprises that may join for this person's saying so."""
    return list(Enterprise.objects.owned_by(user).lasting().order_by("name"))


def _join(request, cluster):
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if not has_verified_address(request.user):
        return _offer(request, cluster, error=_("First confirm your e-mail address."))
    owned = {str(each.pk): each for each in _owned(request.user)}
    wanted = request.POST.get("enterprise", "")
    if len(owned) == 1 and not wanted:
        wanted = next(iter(owned))
    if owned and wanted not in owned:
        return _offer(request, cluster, error=_("Choose which enterprise joins."))
    with transaction.atomic():
        enterprise = owned.get(wanted) or Enterprise.objects.of(request.user)
        if enterprise.delete_after:  # on its way out: it joins nothing any more
            enterprise = Enterprise.objects.found(request.user)
        cluster.admit(enterprise, by=request.user)
    remember_appearance(request)
    messages.success(
        request,
        _(
            "Your enterprise is now a member of %(place)s. Choose what you share with "
            "it: nothing is shared by name until you say so."
        )
        % {"place": cluster.name},
    )
    return redirect("organisations:consents", enterprise.pk)


# The cluster's side


@cluster_page(*LOOKING)
def join_code(request, cluster):
    """The code and its link, on a page that prints as a card."""
    link = ""
    if cluster.join_code:
        link = address("organisations:join_with", cluster.join_code)
    return render(
        request,
        "organisations/join_code.html",
        {
            "cluster": cluster,
            "code": cluster.join_code,
            "link": link,
            "may_change": may(cluster.role, Right.GOVERN),
        },
    )


@cluster_page(right=Right.GOVERN)
def renew_join_code(request, cluster):
    if request.method == "POST":
        cluster.renew_join_code()
        messages.success(request, _("There is a new code. The old one is void."))
        return redirect("organisations:join_code", cluster.pk)
    return render(request, "organisations/renew_join_code.html", {"cluster": cluster})


@cluster_page(right=Right.GOVERN)
def close_join_code(request, cluster):
    if request.method == "POST":
        cluster.close_join_code()
        messages.success(request, _("Nobody can join by code any more."))
        return redirect("organisations:join_code", cluster.pk)
    return render(request, "organisations/close_join_code.html", {"cluster": cluster})
