"""Addresses of the processes that serve terminals: the API and the catalogue's files."""

from __future__ import annotations

from django.urls import path

from central_platform.api import api
from central_platform.distribution.views import catalogue_file

urlpatterns = [
    path("api/", api.urls),
    path("catalogue/<str:folder>/<str:name>", catalogue_file),
]
