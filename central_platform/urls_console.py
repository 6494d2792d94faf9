"""Addresses of the processes that serve staff: the console."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

urlpatterns = [path("console/", admin.site.urls)]
