"""Every answer of a guided choice, touched on the real pages of a real terminal: each way comes to its end, and each service there
to its guide. One of them here, all of them in the long run."""

from __future__ import annotations

import pytest

from commands.demo.visit import Visit
from kiosk.domain.guided_choice import GuidedChoice
from tests import campaign
from tests.journeys.steps import to_home
from tests.whole_catalogue import whole_catalogue

GUIDED = whole_catalogue().guided


def follow(stage: Visit, choice: GuidedChoice, key: str, opened: set[str]) -> int:
    """From the page that now shows the question ``key``, every way on, and back to it; how many ends were come to."""
    player, ends = stage.player, 0
    question = choice.question(key)
    assert question is not None
    for at, answer in enumerate(question.answers):
        player.wait("GuidedQuestionPage", lambda view: view["title"] == question.text.zh)
        player.touch(f"choose-{at}")
        if end := choice.end(answer.leads):
            view = player.wait("ChosenPage", lambda view: len(view["rows"]) == len(end.items))
            assert [row["code"] for row in view["rows"]] == list(end.items)
            assert view["note"] == (end.note.zh if end.note else "")
            for code in end.items:
                if code not in opened:
                    opened.add(code)
                    player.touch(f"found-{code}")
                    player.wait("GuidePage")
                    player.touch("back")
                    player.wait("ChosenPage")
            ends += 1
        else:
            ends += follow(stage, choice, answer.leads, opened)
        player.touch("back")
    return ends


@pytest.mark.timeout(240)
@pytest.mark.parametrize("choice", GUIDED if campaign.SOAK else GUIDED[:1], ids=lambda choice: choice.key)
def test_every_way_of_a_guided_choice(stage: Visit, choice: GuidedChoice) -> None:
    to_home(stage)
    stage.player.touch("open-guided_choice")
    stage.player.wait("TopicsPage", lambda view: view["rows"])
    stage.player.touch(f"topic-{choice.key}")
    assert follow(stage, choice, choice.questions[0].key, set()) >= len(choice.ends)
