import os

from django.core.wsgi import get_wsgi_application

from assessment.translations.status import statuses

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
statuses()  # the first visitor does not wait while every catalogue is read
