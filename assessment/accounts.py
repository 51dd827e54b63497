"""What happens to a quick check when its owner gets an account."""

from allauth.account.adapter import DefaultAccountAdapter

from assessment.access import left_here
from organisations.models import Enterprise


class AccountAdapter(DefaultAccountAdapter):
    """Takes the browser's quick checks into an account that has just been made."""

    def post_login(self, request, user, *, signup=False, **kwargs):
        if signup:
            for assessment in left_here(request):
                assessment.adopt(Enterprise.objects.of(user))
        return super().post_login(request, user, signup=signup, **kwargs)
