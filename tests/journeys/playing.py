"""How any item is played to its end on the real screens, by one way for all of them: found, guide, card, questions, end.

Whoever plays answers every question validly by its kind; where published rules decide, with the answers that the rules accept.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
from pypinyin import Style, lazy_pinyin

from commands.demo.copies import wait_for_preview
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import SIGNATURE, Visit, show_card, take_card
from kiosk.domain import forms
from kiosk.domain.forms import Question
from kiosk.domain.people import age_on
from kiosk.domain.rules import holds
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.service_items import Assurance, ItemKind, ServiceItem
from kiosk.domain.submissions import needed_materials
from kiosk.domain.values import replace
from tests.journeys.promises import Ending, Played, texts_in
from tests.journeys.steps import CHILD, to_home
from tests.whole_catalogue import whole_catalogue

COMPANY = "913101990000300156"
# What is looked for in a public list, as pinyin whose first candidate is a word of the list: 电工, 梧桐, 林.
WORDS = {"vacancies": "diangong", "school-catchment": "wutong", "mi-drug-list": "lin"}
WORD = "1"  # in any other field that is searched by what it contains
MOBILE = "13900000099"
DAY = "20260105"


class Play:
    """One item, on a stage that stands on its idle page."""

    def __init__(
        self,
        stage: Visit,
        item: ServiceItem,
        person: str,
        company: str = COMPANY,
        filled_in: bool = False,
        wanted: Mapping[str, Any] | None = None,
    ) -> None:
        """``filled_in``: of what the rules compare something is on record of this person; ``wanted``: answers, where they are not
        those that the rules accept."""
        self.stage, self.item, self.person = stage, item, person
        self._company = company
        self._filled_in = filled_in
        self._wanted: Mapping[str, Any] = wanted or {}
        self._asked: list[str] = []
        self._typed: list[str] = []
        self._offered: list[str] = []
        self._pictures = False
        self._card_lies = False
        self._no_company = ""  # what the page says where this person acts for no company

    def find(self) -> dict[str, Any]:
        """From the idle page to the guide, as a resident would: by the theme's list, copies of licences by their initials.

        Returns:
            The view of the guide's page, with the sections of the page behind it among its own.
        """
        player, code = self.stage.player, self.item.implementation_code
        to_home(self.stage)
        if self.item.kind is ItemKind.LICENCE_PRINT:
            player.touch("search")
            player.wait("SearchPage")
            for letter in "".join(lazy_pinyin(self.item.name.zh, style=Style.FIRST_LETTER, errors="ignore"))[:40]:
                player.press(letter)
            player.wait("SearchPage", lambda view: any(row["code"] == code for row in (*view["hits"], *view["more"])))
        else:
            player.touch(f"theme-{self.item.theme}")
            if player.wait("ListPage", lambda view: view["groups"])["kinds"]:
                player.touch(f"kind-{self.item.kind.value}")
                player.wait("ListPage", lambda view: any(one["chosen"] and one["value"] for one in view["kinds"]))
        player.touch(f"item-{code}")
        guide = player.wait("GuidePage")
        player.touch("guideMore")
        more = player.wait("GuideMorePage")
        player.touch("back")
        player.wait("GuidePage")
        return {**guide, "sections": [*guide["sections"], *guide["where"], *more["sections"]]}

    def go(self) -> Played:
        """From the guide to the end."""
        self.stage.district.came_out.clear()
        pages = len(self.stage.player.visited)
        self.stage.player.touch("primary")
        match self.item.kind:
            case ItemKind.TRANSACTION:
                played = self._apply()
            case ItemKind.QUERY:
                played = self._look_up()
            case ItemKind.PAPER_CODE:
                played = self._print_code()
            case _:
                played = self._print_copy()
        if self._card_lies:
            take_card(self.stage)
        return replace(
            played,
            pages=tuple(self.stage.player.visited[pages:]),
            asked=tuple(self._asked),
            typed=tuple(self._typed),
            offered=tuple(self._offered),
            pictures=self._pictures,
        )

    def _identify(self, *then: str) -> None:
        player, ways = self.stage.player, ("CompanyPage", *then)
        player.wait_for(lambda player: player.page in ("IdentifyPage", *ways))
        if player.page == "IdentifyPage":
            show_card(self.stage, self.person)
            self._card_lies = True
            player.wait_for(lambda player: player.page in ways)
        if player.page == "CompanyPage":
            self._choose_company()
            player.wait_for(lambda player: player.page in (*then, "HomePage"))

    def _choose_company(self) -> None:
        """The company that is wanted; nothing where the platform tells none for which this person may act."""
        player = self.stage.player
        view = player.wait("CompanyPage", lambda view: not view["waiting"])
        if any(row["value"] == self._company for row in view["rows"]):
            player.touch(f"company-{self._company}")
            player.wait("CompanyPage", lambda view: any(row["chosen"] and row["value"] == self._company for row in view["rows"]))
            player.touch("primary")
            return
        self._no_company = " ".join(texts_in(view))
        player.touch("bar-home")

    # An application.

    def submit(self) -> str:
        """From the page that asks for the card to the touch that submits.

        Returns:
            "", or what is said to somebody who may not apply, who is back at the home page.
        """
        player = self.stage.player
        self._identify("EligibilityPage")
        if self._no_company:
            return self._no_company
        view = player.view
        if not view["allowed"]:
            player.touch("primary")
            player.wait("HomePage")
            return " ".join(texts_in(view))
        if self._filled_in:
            # The rules compare what the platform knows: it is filled in as soon as it is here.
            player.wait("EligibilityPage", lambda view: view["filled"])
        self._wanted = self._wanted or wanted_answers(self.item, facts_of(sample_person(self.person)))
        player.touch("primary")
        player.wait_for(lambda player: player.page != "EligibilityPage")
        self._answer_all()
        if player.page == "MaterialsPage":
            self._pictures = any(row["take"] for row in player.view["rows"])
            player.touch("primary")
        player.wait("CheckPage")
        assert not [row["label"] for row in player.view["rows"] if row["missing"]]
        player.touch("primary")
        player.wait("SignPage")
        player.draw("pad", SIGNATURE)
        player.touch("primary")
        return ""

    def _apply(self) -> Played:
        player = self.stage.player
        if said := self.submit():
            return Played(Ending.NOT_MET, said=said)
        view = player.wait("ResultPage", lambda view: view["paper"]["state"] not in ("printing", "none"))
        if self.item.assurance is Assurance.COMPANY and not self.item.decision:
            assert view["word"] in ("已收件", f"{len(view['cases'])} 件都已收件"), view
            return Played(Ending.RECEIVED, slips=self._slips(), said=" ".join(texts_in(view)), state="RECEIVED", today=today())
        numbers = [one["rows"][0]["value"] for one in view["cases"]] or [view["number"]]
        known = {case.case_number: case for case in self.stage.district.cases_of(self.person)}
        cases = [known[number.replace(" ", "").replace("\u00a0", "")] for number in numbers]
        of_item = {child.implementation_code for child in self.item.children} or {self.item.implementation_code}
        assert {case.implementation_code for case in cases} <= of_item
        case = cases[0]
        endings = {
            "已办结": Ending.APPROVED,
            "已受理": Ending.ACCEPTED,
            "已收件": Ending.RECEIVED,
            "不予办理": Ending.REFUSED,
            f"{len(cases)} 件都已收件": Ending.RECEIVED,
        }
        if re.fullmatch(rf"{len(cases)} 件中 \d+ 件办好", view["word"]):
            endings[view["word"]] = Ending.RECEIVED  # and the others wait
        assert view["word"] in endings, view
        said = " ".join(texts_in(view))
        slips = self._slips()
        assert all(view["word"].replace(" ", "") in slip for slip in slips), slips
        return Played(endings[view["word"]], slips=slips, said=said, state=case.state.value, due=case.due, today=today())

    def _answer_all(self) -> None:
        player = self.stage.player
        while player.page == "QuestionPage":
            before = player.view["key"]
            self._answer(before)
            player.touch("primary")

            def moved(player: RemoteControl, before: str = before) -> bool:
                return player.page != "QuestionPage" or player.view["key"] != before or bool(player.view["fault"])

            player.wait_for(moved)
            assert not (player.page == "QuestionPage" and player.view["fault"]), (before, player.view["fault"])

    def _answer(self, key: str) -> None:
        player = self.stage.player
        view = player.view
        self._asked.append(key)
        options = [option["value"] for option in view["options"]]
        self._offered += [option["title"] for option in view["options"]]
        if options:
            free = "all" if "all" in options and self.item.kind is ItemKind.QUERY else options[0]
            chosen = self._wanted.get(key, free)
            player.touch(f"option-{chosen}")
            player.wait("QuestionPage", lambda view: view["key"] != key or view["value"] == chosen)
            return
        if view["value"] != "":
            return  # filled in, from card or profile
        self._typed.append(key)
        pinyin = WORDS.get(self.item.query.data_set) if self.item.query else None
        if pinyin:
            for letter in (*pinyin, " "):  # the space takes the first candidate
                player.key(letter)
            player.wait("QuestionPage", lambda view: view["value"] != "" and not str(view["value"]).isascii())
            return
        typed = self._words_for(key)
        for character in typed:
            player.touch(f"key-{character}") if view["widget"] in _KEYED else player.press(character)
        player.wait("QuestionPage", lambda view: len(str(view["value"])) >= len(typed))

    def _words_for(self, key: str) -> str:
        if self.item.kind is ItemKind.QUERY:
            return self._company if key == "credit_code" else WORD
        assert self.item.form is not None
        question = next(one for one in forms.questions_of(self.item.form) if one.key == key)
        return typed_answer(question, self.item.form.schema["properties"][key])

    # A query.

    def _look_up(self) -> Played:
        player = self.stage.player
        if self.item.assurance is Assurance.NONE:
            player.wait_for(lambda player: player.page in ("QuestionPage", "QueryResultPage", "IdentifyPage"))
        else:
            self._identify("QuestionPage", "QueryResultPage")
        if self._no_company:
            assert "授权" in self._no_company, self._no_company
            assert "窗口" in self._no_company
            return Played(Ending.NOT_PERMITTED, said=self._no_company)
        self._answer_all()
        view = player.wait("QueryResultPage", lambda view: not view["waiting"])
        assert self.item.query
        # Of several rows each has its first field as a heading, without the field's name.
        said = " ".join((self.item.query.columns[0].label.zh, *texts_in(view)))
        if "没有记录" in view["text"]:
            assert view["print"] == ""
            return Played(Ending.NOTHING, said=said)
        if not (view["rows"] or view["figure"]):
            assert "查不了" in view["text"], view["text"]
            assert "窗口" in view["text"]
            return Played(Ending.NOT_PERMITTED, said=said)
        if view["print"]:
            player.touch("printResult")
            player.wait("QueryResultPage", lambda view: view["paper"]["state"] == "printed")
        slips = self._slips()
        assert all(self.item.name.zh.replace(" ", "") in slip and "不作证明" in slip for slip in slips), slips
        copies: tuple[str, ...] = ()
        if view["official"]:
            player.touch("printOfficial")
            copies = (self._paper(),)
            player.touch("primary")
            player.wait("QueryResultPage")
        return Played(Ending.SHOWN, slips=slips, copies=copies, said=said)

    # A copy of a licence.

    def _print_copy(self) -> Played:
        player = self.stage.player
        self._identify("LicencesPage")
        view = player.wait("LicencesPage", lambda view: not view["waiting"])
        said = " ".join(texts_in(view))
        if not view["rows"]:
            if self.item.obtained_by:
                view = player.wait("LicencesPage", lambda view: view["way"]["title"])
                said = " ".join(texts_in(view))
            assert "没有找到" in view["problem"]
            assert "窗口" in view["text"] or view["way"]["title"]
            return Played(Ending.NOT_HELD, said=said)
        usable = [row for row in view["rows"] if row["usable"]]
        if not usable:
            assert all(row["state"] == "已失效" and "不能打印" in row["text"] for row in view["rows"])
            return Played(Ending.NOT_VALID, said=said)
        player.touch(f"licence-{usable[0]['identifier']}")
        return Played(Ending.PRINTED, copies=(self._paper(),), said=said)

    # A code on paper.

    def _print_code(self) -> Played:
        player = self.stage.player
        self._identify("PaperHolderPage")
        view = player.wait("PaperHolderPage", lambda view: not view["waiting"])
        if "打印" not in view["primary"]:
            return Played(Ending.NOT_PERMITTED, said=" ".join(texts_in(view)))
        player.touch("primary")
        view = player.wait("PaperCodePage", lambda view: view["paper"]["state"] == "printed")
        return Played(Ending.PRINTED, slips=self._slips(), said=" ".join(texts_in(view)))

    def _paper(self) -> str:
        """A page with a purpose; its text."""
        player = self.stage.player
        player.wait("PurposePage")
        player.touch("purpose-school")
        player.wait("PurposePage", lambda view: view["primary"])
        player.touch("primary")
        wait_for_preview(player)
        player.touch("primary")
        view = player.wait("CopyPage", lambda view: view["paper"]["state"] == "printed")
        with pypdfium2.PdfDocument(self.stage.district.pages / f"{view['serial']}.pdf") as document:
            text = str(document[0].get_textpage().get_text_bounded())
        assert view["serial"] in text
        return text

    def _slips(self) -> tuple[str, ...]:
        out = self.stage.district.came_out
        assert not any(one["errors"] for one in out)
        return tuple("".join(one["text"]).replace(" ", "") for one in out)


_KEYED = ("mobile", "citizen-number", "number", "digits", "date")  # widgets with a keypad


def today() -> date:
    """Where the model district lies."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def typed_answer(question: Question, rule: Mapping[str, Any]) -> str:
    """What is typed where nothing is chosen: valid by the question's kind and the rule of its property.

    Args:
        question: of the item's form.
        rule: JSON Schema of its property.
    """
    match question.widget:
        case "mobile":
            return MOBILE
        case "citizen-number":
            return CHILD
        case "date":
            return DAY
        case "number":
            return str(max(1, int(rule.get("minimum", 1))))
        case "digits":
            least = re.search(r"\{(\d+)", rule.get("pattern", ""))
            return "6217000000000000000"[: int(least[1]) if least else 4]
    return "yangbanqu"[: max(2, int(rule.get("minLength", 2)))].ljust(int(rule.get("minLength", 2)), "a")


def wanted_answers(item: ServiceItem, person: Mapping[str, Any]) -> Mapping[str, Any]:
    """`accepted_answers`; of a bundle those of its items, by the bundle's own keys."""
    if not item.children:
        return accepted_answers(item, person)
    items = {one.implementation_code: one for one in whole_catalogue().items}
    wanted: dict[str, Any] = {}
    for child in item.children:
        own = accepted_answers(items[child.implementation_code], person, child.fixed)
        wanted.update({child.answers[key]: value for key, value in own.items() if key in child.answers and value})
    return wanted


def accepted_answers(item: ServiceItem, person: Mapping[str, Any], fixed: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """Of the questions with options those answers with which the published rules accept, and of these the ones that need the
    fewest materials which no licence settles; {} where no rules decide, or none do.

    Args:
        item: to be applied for.
        person: facts of who applies.
        fixed: answers that stand already.
    """
    if item.decision is None or item.form is None:
        return {}
    properties = item.form.schema["properties"]
    keys = [key for key, rule in properties.items() if "enum" in rule]
    looked_up = ("materials", *item.decision.facts)
    rules = [rule for rule in item.decision.accept_when if not any(name in rule for name in looked_up)]
    rules += [f"!({one.when})" for one in item.decision.refuse_when if not any(name in one.when for name in looked_up)]
    best: tuple[int, Mapping[str, Any]] | None = None
    for chosen in itertools.product(*([fixed[key]] if fixed and key in fixed else properties[key]["enum"] for key in keys)):
        answers = {**dict.fromkeys(properties, ""), **dict(zip(keys, chosen, strict=True))}
        if all(holds(rule, {"answers": answers, "person": person}) for rule in rules):
            lacking = sum(not material.licences for material in needed_materials(item, answers, person))
            if best is None or lacking < best[0]:
                best = lacking, {key: answers[key] for key in keys}
            if lacking == 0:
                break
    return best[1] if best else {}


def facts_of(person: SamplePerson) -> dict[str, Any]:
    """What rules may know of this person today."""
    return {"age": age_on(person.birth, today()), "sex": person.sex.value, "number_area": person.number[:6]}
