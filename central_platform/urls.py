"""Addresses: the terminals' API and the staff's console."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from central_platform.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("console/", admin.site.urls),
]
