from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.notices import services as text_messages


class Command(BaseCommand):
    help = "Send the text messages that wait, to the gateway of PLATFORM_TEXT_GATEWAY. For a timer, once a minute."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send what is due, and tell how many went, were refused and wait.

        Raises:
            CommandError: no gateway is set, or it did not answer; what was not sent waits.
        """
        if not settings.TEXT_GATEWAY:
            raise CommandError(f"PLATFORM_TEXT_GATEWAY is not set; {text_messages.waiting()} wait")
        sent = text_messages.send_due(settings.TEXT_GATEWAY, settings.TEXT_TOKEN, clock.now)
        told = f"{sent.taken} sent, {sent.refused} refused, {text_messages.waiting()} wait"
        if sent.fault:
            raise CommandError(f"{text_messages.explained(sent.fault).en}; {told}")
        self.stdout.write(told)
