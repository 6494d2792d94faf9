"""What the console is called."""

from __future__ import annotations

from django.contrib import admin

admin.site.site_header = "社区事务受理平台"
admin.site.site_title = "社区事务受理平台"
admin.site.index_title = "管理台"
