"""The audit log's events that no session makes: what each means, and what its details say.

The vocabulary is closed. A session's events are in `kiosk.session.audit`, a journey's in the module ``audit`` of its folder. No
event holds personal data: an item's code, a device, a reason, a serial number are the most that one says.
"""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "program.started": "The terminal's program started; 'after' says why it was started (start, session, interrupted).",
    "ledger.restored": "The platform knew a later state of this log: an older disk was put back; leased serials were given up.",
    "ledger.set-aside": "The ledger was damaged; it was set aside under the name 'file', and a new one begun.",
    "ledger.written-anew": "The ledger's file was removed while it was open; it was written anew from what was open.",
    "ledger.retained": "What the platform had long confirmed was deleted; 'bodies' and 'rows' say how many.",
    "submission.stored": "A submission was committed to the ledger; in the same transaction as the submission.",
    "outbox.retried": "A technician had a 'submission' sent again.",
    "outbox.offered-again": "The platform's database may have been put back; so many 'messages' that it had confirmed are sent"
    " again, of 'forgotten' ones nothing is left to be sent.",
    "outbox.exported": "A technician exported what waits, sealed to the platform; 'count' submissions.",
    "audit.exported": "A technician exported this log.",
}
