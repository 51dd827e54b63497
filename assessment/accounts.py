"""What happens to a quick check when its owner gets an account."""

from assessment.access import left_here
from organisations.accounts import adapter as accounts
from organisations.clusters.appearance import remember_appearance
from organisations.models import Enterprise


class AccountAdapter(accounts.AccountAdapter):
    """Takes the browser's quick checks into an account that has just been made."""

    def post_login(self, request, user, *, signup=False, **kwargs):
        if signup:
            for assessment in left_here(request):
                assessment.adopt(Enterprise.objects.of(user))
        remember_appearance(request, user)
        return super().post_login(request, user, signup=signup, **kwargs)
