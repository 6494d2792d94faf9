"""The WSGI application, with the console's style sheets, so that one process is a whole platform."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central_platform.settings")

from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402 - the settings' name must stand first
from django.core.wsgi import get_wsgi_application  # noqa: E402

application = StaticFilesHandler(get_wsgi_application())
