"""The closed vocabulary of the audit log: what each event means, and what its details say.

No event holds personal data: an item's code, a device, a reason, a serial number are the most that one says.
"""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "program.started": "The terminal's program started; 'after' says why it was started (start, session, interrupted).",
    "ledger.restored": "The platform knew a later state of this log: an older disk was put back; leased serials were given up.",
    "ledger.set-aside": "The ledger was damaged; it was set aside under the name 'file', and a new one begun.",
    "ledger.retained": "What the platform had long confirmed was deleted; 'bodies' and 'rows' say how many.",
    "outbox.retried": "A technician had a 'submission' sent again.",
    "outbox.exported": "A technician exported what waits, sealed to the platform; 'count' submissions.",
    "audit.exported": "A technician exported this log.",
    "catalogue.newer": "A newer catalogue stood ready while nobody was here; the idle process was replaced to use it.",
    "attendant.opened": "The page for the site's attendant was opened from the idle page.",
    "attendant.looked": "The attendant has looked at the printer 'device', of which a resident had said that nothing came out.",
    "session.began": "Somebody touched the idle page.",
    "session.identified": "A card was read and accepted as identity; 'reader' says at which reader.",
    "session.not-identified": "A card could not be used as identity; 'problem' says why, 'reader' where.",
    "session.ended": "The session ended and its process is about to be replaced.",
    "session.timed-out": "Nobody touched the terminal for the whole time limit; the session was ended.",
    "submission.stored": "A submission was committed to the ledger; in the same transaction as the submission.",
    "submission.not-stored": "A submission could not be committed; nothing was stored; 'fault' says why.",
    "submission.told": "The resident was told what became of a submission; 'as' is STORED or the state of the case.",
    "receipt.paper": "A receipt's paper came to this 'state', with its 'reason'; then by the resident's word.",
    "copy.composed": "A licence copy was made ready under this 'serial'.",
    "copy.paper": "The paper of the copy with this 'serial' came to this 'state', as for a receipt; a 'missing' one is void.",
    "copy.checked": "The code of a licence copy was checked; 'verdict' says with what result.",
    "progress.asked": "Somebody asked for progress with a receipt's code ('by' code) or with a card ('by' card).",
    "device.changed": "A device's status changed; 'device', 'kind' and 'reason'.",
    "network.changed": "The platform became reachable or unreachable.",
    "clock.changed": "This machine's clock cannot be right ('to' DOUBTFUL), or the time is known again ('to' KNOWN).",
}
