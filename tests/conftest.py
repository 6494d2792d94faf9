"""One search profile for the whole run."""

from __future__ import annotations

import campaign

campaign.register()
