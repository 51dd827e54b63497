"""What happens to a quick check when its owner gets an account."""

from allauth.account.adapter import DefaultAccountAdapter

from assessment.models import Assessment
from organisations.models import Enterprise

QUICK_CHECK_COOKIE = "quick_check"


def browser_of(request):
    """The secret by which this browser opens its quick checks, or None."""
    return request.get_signed_cookie(QUICK_CHECK_COOKIE, default=None)


class AccountAdapter(DefaultAccountAdapter):
    """Takes the browser's quick checks into an account that has just been made."""

    def post_login(self, request, user, *, signup=False, **kwargs):
        if signup and (browser := browser_of(request)):
            for assessment in Assessment.objects.left_in(browser):
                assessment.adopt(Enterprise.objects.of(user))
        return super().post_login(request, user, signup=signup, **kwargs)
