"""One search profile for the whole run."""

from __future__ import annotations

import campaign
import pytest

campaign.register()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if campaign.SOAK:
        config.option.timeout = 0.0  # a campaign takes as long as it takes
