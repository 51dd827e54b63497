"""Logo and accent colour of a cluster on the pages of its members.

The session holds what the pages need; they ask no database for it. Where an enterprise
is in several clusters, the one it joined last is shown.
"""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from organisations.clusters.colours import WHITE, contrast, tones
from organisations.clusters.door import cluster_page
from organisations.clusters.forms import AppearanceForm
from organisations.models import Cluster, Member
from organisations.roles import Right, may

KEY = "appearance"
DAY = 24 * 60 * 60


def remember_appearance(request, user=None):
    """Keep in the session what the pages of this person look like; forget it if plain.

    To be called when somebody signs in, joins a cluster or leaves one.
    """
    member = (
        Member.objects.filter(
            enterprise__colleagues__user=user or request.user,
            enterprise__delete_after=None,
        )
        .select_related("cluster")
        .order_by("-joined_at")
        .first()
    )
    cluster = member.cluster if member else None
    if cluster is None or not (cluster.accent or cluster.logo):
        request.session.pop(KEY, None)
        return
    request.session[KEY] = {
        "cluster": str(cluster.pk),
        "name": cluster.name,
        "accent": _version(cluster.accent.encode()),
        "logo": _version(cluster.logo),
    }


def _version(content) -> str:
    """What changes in the address of a file when the file does; empty for none."""
    return hashlib.blake2s(content, digest_size=4).hexdigest() if content else ""


@cluster_page()
def appearance(request, cluster):
    form = AppearanceForm(
        request.POST if request.method == "POST" else None,
        initial={"accent": cluster.accent},
    )
    if form.is_valid():
        cluster.accent = form.cleaned_data["accent"]
        cluster.save(update_fields=["accent"])
        messages.success(
            request,
            _("The colour is kept. Your members see it when they next sign in."),
        )
        return redirect("organisations:appearance", cluster.pk)
    return render(
        request,
        "organisations/appearance.html",
        {
            "cluster": cluster,
            "form": form,
            "may_change": may(cluster.role, Right.GOVERN),
            "logo": _version(cluster.logo),
            "accent": _version(cluster.accent.encode()),
            "contrast": contrast(cluster.accent, WHITE) if cluster.accent else None,
        },
        status=422 if form.errors else 200,
    )


@require_safe
@cache_control(public=True, max_age=DAY)
def logo(request, pk):
    """Public, as a picture in a page is; it tells nothing of any member."""
    content = get_object_or_404(Cluster.objects.only("logo"), pk=pk).logo
    if not content:
        raise Http404("This cluster has no logo.")
    return HttpResponse(bytes(content), content_type="image/png")


@require_safe
@cache_control(public=True, max_age=DAY)
def accent(request, pk):
    """A style sheet of nothing but colours, derived from a checked one."""
    cluster = get_object_or_404(Cluster.objects.only("accent"), pk=pk)
    content = ""
    if cluster.accent:
        tone = tones(cluster.accent)
        content = (
            f":root{{--accent:{tone.accent};--accent-strong:{tone.strong};"
            f"--tint:{tone.tint}}}\n"
            "@media screen and (prefers-color-scheme:dark){:root{"
            f"--accent:{tone.dark_accent};--accent-strong:{tone.dark_strong};"
            f"--tint:{tone.dark_tint}}}}}\n"
        )
    return HttpResponse(content, content_type="text/css")
