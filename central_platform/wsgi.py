"""The WSGI application of one role (`central_platform.serving.gate` stands before it)."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central_platform.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
