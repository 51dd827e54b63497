"""The door to every page of a cluster: a second factor, a seat, and the right.

Readers see, those who govern change: what is sent to be changed needs the right to
govern, whatever page it is sent to.
"""

from functools import wraps

from django.views.decorators.http import require_http_methods

from organisations.access import cluster_or_404
from organisations.accounts.second_factor import second_factor_required
from organisations.roles import Right

LOOKING = ("GET", "HEAD")


def cluster_page(*methods, right=Right.READ):
    """The view gets the cluster in place of its key."""

    def guard(view):
        @require_http_methods(methods or (*LOOKING, "POST"))
        @second_factor_required
        @wraps(view)
        def guarded(request, pk, **kwargs):
            needed = right if request.method in LOOKING else Right.GOVERN
            return view(request, cluster_or_404(request, pk, needed), **kwargs)

        return guarded

    return guard
