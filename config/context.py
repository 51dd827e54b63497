"""What every page shows."""

from django.conf import settings


def site(request):
    return {
        "FUNDING_LINE": settings.FUNDING_LINE,
        "DISCLAIMER": settings.DISCLAIMER,
        "CONTACT_ADDRESS": settings.CONTACT_ADDRESS,
    }
