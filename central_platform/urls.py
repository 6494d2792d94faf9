"""Addresses: the terminals' API, the catalogue's files, and the staff's console."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from central_platform.api import api
from central_platform.distribution.views import catalogue_file

urlpatterns = [
    path("api/", api.urls),
    path("catalogue/<str:folder>/<str:name>", catalogue_file),
    path("console/", admin.site.urls),
]
