"""The audit log's events of an application. That it was stored is written down in the transaction that stores it
(`kiosk.domain.audit`)."""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "agent.began": "Whoever stands here acts for somebody; 'by' which right, 'card' READ, CODE (on a phone) or WRITTEN (typed).",
    "submission.not-stored": "A submission could not be committed; nothing was stored; 'fault' says why.",
    "submission.told": "The resident was told what became of a submission; 'as' is STORED or, once for each, a case's state.",
    "commitment.agreed": "A promise in place of a material was read and agreed to; what was promised is not said.",
    "licence.presented": "A licence was shown on a phone; 'outcome' is ACCEPTED, NO_ANSWER, or why it settles nothing.",
    "draft.taken-along": "What was filled in was to be kept for another day; 'as' is KEPT, or why it was not.",
    "draft.form": "What was filled in and not submitted was printed for the counter: its paper came to this 'state', with its"
    " 'reason'; then by the resident's word.",
    "draft.continued": "What was taken along before was gone on with.",
    "draft.not-wanted": "What was taken along before is not wanted any more; the platform is told to delete it.",
    "receipt.paper": "A receipt's paper came to this 'state', with its 'reason'; then by the resident's word.",
}
