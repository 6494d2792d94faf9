"""``python -m central_platform COMMAND``: Django's own commands and pair_terminal, make_staff, load_sample_data, rotate_key,
publish_catalogue, export_catalogue, prepare_stick, accept_request, prove_receipt, import_outbox, import_records,
send_text_messages."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central_platform.settings")
    execute_from_command_line(["python -m central_platform", *sys.argv[1:]])
