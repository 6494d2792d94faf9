"""All addresses in one process, for commands and tests. What is served is one part or the other."""

from __future__ import annotations

from central_platform import urls_api, urls_console

urlpatterns = [*urls_api.urlpatterns, *urls_console.urlpatterns]
