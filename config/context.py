"""What every page shows."""

from django.conf import settings

from assessment.translations.status import notes
from organisations.clusters import appearance


def site(request):
    return {
        "FUNDING_LINE": settings.FUNDING_LINE,
        "DISCLAIMER": settings.DISCLAIMER,
        "CONTACT_ADDRESS": settings.CONTACT_ADDRESS,
        "TRANSLATION_NOTES": notes(),
        # a request that failed early has no session
        "appearance": getattr(request, "session", {}).get(appearance.KEY),
    }
