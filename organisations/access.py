"""Who may open which enterprise, cluster or partner.

What is foreign does not exist: it answers 404. Where the person's role is too small for
what was asked, it answers 403 and says who may.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from organisations.models import Cluster, Enterprise, Partner
from organisations.roles import Right, may

ROLE_TOO_SMALL = _(
    "Your role does not include this. Ask an owner of the enterprise, or a manager of "
    "the cluster, for another one."
)


def enterprise_or_404(request, pk, right=Right.READ):
    """The enterprise, for a colleague whose role carries the right."""
    return _allowed(Enterprise.objects.visible_to(request.user), pk, right)


def cluster_or_404(request, pk, right=Right.READ):
    """The cluster, for somebody with a seat in it whose role carries the right."""
    return _allowed(Cluster.objects.visible_to(request.user), pk, right)


def partner_or_404(request, pk):
    """The partner, for somebody with a seat in it."""
    return get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)


def _allowed(visible, pk, right):
    thing = get_object_or_404(visible, pk=pk)
    if not may(thing.role, right):
        raise PermissionDenied(ROLE_TOO_SMALL)
    return thing
