"""The way to a partner's page, which rooms further up fill with figures."""

from django.conf import settings
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from organisations.access import partner_or_404
from organisations.accounts.second_factor import second_factor_required


@second_factor_required
@require_safe
def partner(request, pk):
    return redirect(settings.PARTNER_REDIRECT_URL, partner_or_404(request, pk).pk)
