"""The audit log's events of the technician's page; ``technician`` is an account's name, as the platform signed it."""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "technician.code-refused": "A code that was shown did not open the technician's page; 'as' says why.",
    "technician.card-refused": "A card that was put in did not open the technician's page; 'as' says why.",
    "technician.pin-refused": "'technician' showed a good code or put in a good card, and was not let in: 'as' WRONG, WAITS (after"
    " wrong PINs), USED (the code, meanwhile), NOT_KEPT (the ledger could not be written), or of a card BLOCKED, FALSE (its"
    " signature), TAKEN_OUT, READER_GONE, or why it cannot be read.",
    "technician.entered": "'technician' showed a good code or put in a good card, typed its PIN, and came to the page; 'card' is"
    " the serial number of its certificate, where it was a card.",
    "technician.left": "'technician' left the page, or it ended by itself.",
    "technician.tried": "'technician' tried a 'device'; 'good' and 'bad' say how often it did as it should.",
    "technician.sent-again": "'technician' had 'count' messages sent again.",
    "technician.bundle": "'technician' made a support bundle, 'as' WRITTEN (to a stick), SENT (to the platform) or FAILED.",
    "technician.setting": "'technician' set 'key' to 'value'.",
}
