"""What every page shows."""

from django.conf import settings

from assessment.translations.status import notes


def site(request):
    return {
        "FUNDING_LINE": settings.FUNDING_LINE,
        "DISCLAIMER": settings.DISCLAIMER,
        "CONTACT_ADDRESS": settings.CONTACT_ADDRESS,
        "TRANSLATION_NOTES": notes(),
    }
