"""The admin site of operators: no way in beside the one sign-in page."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from organisations.accounts.second_factor import is_proven, second_factor_required


class OperatorsSite(AdminSite):
    """Open to staff who have shown their second factor; holds what they need alone."""

    site_header = site_title = "PENELOPE"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Leave out what other apps bring along: keys, sessions, groups, job queues."""
        if getattr(admin_class, "for_operators", False):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        return super().has_permission(request) and is_proven(request)

    @method_decorator(secure_admin_login)
    @method_decorator(second_factor_required)
    def login(self, request, extra_context=None):
        """Lead to the sign-in page of everybody; Django's own knows no rate limits."""
        return redirect("admin:index")

    def logout(self, request, extra_context=None):
        """There is one page to sign out, and it is noted there."""
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")
