"""What the pages can show, found by playing: the session's own machine, with the real items of the sample catalogue, is walked at
random from a fixed seed, and each state whose page is unlike all before it is kept. Nothing is listed by hand."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from kiosk.domain.cases import (
    CasePaper,
)
from kiosk.domain.codes import business_code_text, form_code_text, person_code_text, presented_code_text
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.identity_codes import paper_code
from kiosk.domain.licences import CopyChecked, CopyPurpose, CopyVerdict
from kiosk.domain.service_items import ItemKind
from kiosk.domain.values import replace
from kiosk.journeys.apply.effects import AskWhetherOneWillDo, Commit
from kiosk.journeys.apply.events import (
    ApartOnly,
    AtCounter,
    BringLater,
    ChangeAnswer,
    Committed,
    NotCommitted,
    OneMorePage,
    OpenMaterials,
    PresentLicence,
    PrintFilled,
    ReadDocument,
    SeeOtherWays,
    SeePromise,
    SetSignature,
    StartAnew,
    TakePicture,
    WithoutPaperOffered,
)
from kiosk.journeys.apply.filled_form import FillForm
from kiosk.journeys.apply.taken import (
    FindTakenItems,
    TakenItems,
)
from kiosk.journeys.apply.without_paper import AskWhetherOffered
from kiosk.journeys.browse.effects import CountSubmitted, DrawForm, FindItems, ListAuthorities, ListItems, LoadItem, ReadEdition
from kiosk.journeys.browse.events import (
    AuthoritiesListed,
    EditionRead,
    Found,
    ItemLoaded,
    Listed,
    OpenItem,
    OpenList,
    OpenMore,
    OpenSearch,
    OpenWays,
    PrintForm,
    PrintGuide,
    SearchFor,
    ShowKind,
    ShowPossible,
    SubmittedHere,
)
from kiosk.journeys.browse.guide_paper import Edition
from kiosk.journeys.browse.list_view import list_opened
from kiosk.journeys.copy_check.places import CheckCopyCode, CopyCodeChecked
from kiosk.journeys.guided_choice.effects import ListChoices, LoadItems
from kiosk.journeys.guided_choice.events import ChoicesListed, ChooseAnswer, ItemsLoaded, OpenChoice, OpenFound
from kiosk.journeys.licence_copies.effects import (
    ComposeCopy,
    ComposedCopy,
    CopyComposed,
    CopyNotComposed,
    CopyProblem,
    OpenVault,
    VaultOpened,
)
from kiosk.journeys.licence_copies.places import OpenLicence, PickSeveral, SetKeep, SetPurpose
from kiosk.journeys.paper_code.places import ReportLost
from kiosk.journeys.payment.places import PrintSlip
from kiosk.journeys.progress.case import (
    CaseItemFound,
    FindCaseItem,
    OpenCase,
    PrintCasePaper,
    Withdraw,
    WithdrawPromise,
)
from kiosk.journeys.progress.places import FindReceipts, ReceiptsFound, ScanReceipt, UseCard
from kiosk.journeys.progress.withdrawal import StoreWithdrawal, WithdrawalStored
from kiosk.journeys.query.events import PrintResult, ShowAgain, ShowWithoutNetwork, TurnPage
from kiosk.journeys.query.kept_rows import AnsweredHere, AnswerHere
from kiosk.journeys.rating.places import Rate, RecordRating
from kiosk.ports import device_hub as desk
from kiosk.ports import devices, platform
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.ports.storage import Among, StorageFault
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.companies import ChooseCompany, ShowBusinessCode
from kiosk.session.identify import ShowNoCard, ShowPhoneCode
from kiosk.session.issued import PrintIssued
from kiosk.session.paying import Pay
from kiosk.session.phone_code import UseCardInstead
from kiosk.session.printed_forms import FormDrawn
from kiosk.session.readers import READERS
from kiosk.session.staff_pin import StaffPin
from kiosk.session.state import Overlay
from kiosk.views.actions import event_of
from kiosk.views.base import PageView
from kiosk.views.frame import Frame, frame
from kiosk.views.pages import view_of
from kiosk.views.to_screen import to_screen
from tests.kiosk.session_samples import SETTINGS, SIGNATURE, TOKEN, WALL, Session, card_of, file_of, social_card_of
from tests.screens import staff_states as staff
from tests.screens.platform_replies import reply_to
from tests.screens.platform_sample import platform_sample
from tests.screens.sample_cases import case_of, cases_of, licence_of, result_of

_FACTS = (("持证人", "王秀英"), ("证件号码", "310199194803120265"), ("坐落", "样板区梧桐街道桂花路88弄6号301室" * 3), ("证号", "1"))
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x04\x00\x00\x00\xb5\x1c\x0c\x02\x00\x00\x00\x0bIDATx\xdac\xfc"
    b"\xff\x1f\x00\x03\x03\x02\x00\xef\xa2\xa7[\x00\x00\x00\x00IEND\xaeB`\x82"
)


QUERIES = ["社保", "老年", "xyz", "卡", "津贴", "残疾人用", "打到哪", "打印", ""]


class Walk:
    """A session, and a world that answers it one way or another: every choice is drawn from ``chance``."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.fresh()

    def fresh(self) -> None:
        readers = self.chance.choice([tuple(READERS), (Device.ID_CARD_READER,), (Device.SMART_CARD_READER,)])
        self.session = Session(replace(SETTINGS, reads_text=True), readers=readers)
        self.asked: list[Any] = []
        for device in Device:
            if device not in READERS:
                self.feed(desk.StatusChanged(device, DeviceStatus(StatusKind.READY)))

    def feed(self, *events: Any) -> None:
        for event in events:
            for effect in self.session.feed(event):
                match effect:
                    case LoadItem(code) if item := platform_sample().item(code):
                        self.feed(ItemLoaded(item))
                    case ListItems(among):
                        self.feed(Listed(among, platform_sample().lines(among)))
                    case ListAuthorities():
                        self.feed(AuthoritiesListed(platform_sample().authorities()))
                    case ReadEdition():
                        self.feed(EditionRead(Edition(platform_sample().places(), platform_sample().version, WALL)))
                    case AskWhetherOneWillDo():
                        if self.chance.random() < 0.05:
                            self.feed(ApartOnly())
                    case AskWhetherOffered():
                        if self.chance.random() < 0.9:
                            self.feed(WithoutPaperOffered())
                    case CountSubmitted():
                        self.feed(SubmittedHere({code: n % 7 for n, code in enumerate(platform_sample().items)}))
                    case FindItems(query):
                        self.feed(Found(query, platform_sample().search(query)))
                    case do.FindPublicData():
                        self.feed(ev.PublicDataFound(platform_sample().public_keys()))
                    case AnswerHere(request_id, item):
                        assert item.query is not None
                        result = replace(result_of(self.chance, item.query, self.chance.choice([0, 3, 12])), about="")
                        self.feed(AnsweredHere(request_id, self.chance.choice([result, result, None])))
                    case ListChoices():
                        self.feed(ChoicesListed(platform_sample().guided()))
                    case LoadItems(codes):
                        self.feed(ItemsLoaded(tuple(item for code in codes if (item := platform_sample().item(code)))))
                    case FindTakenItems(codes):
                        self.feed(TakenItems(tuple(item for code in codes if (item := platform_sample().item(code)))))
                    case FindCaseItem(code):
                        self.feed(CaseItemFound(code, self.chance.choice([*[platform_sample().item(code)] * 5, None])))
                    case desk.Cancel(request_id):
                        self.asked = [one for one in self.asked if getattr(one, "request_id", "") != request_id]
                    case do.Audit() | RecordRating() | do.VoidPrint() | do.PaperTaken() | do.PrinterLookedAt() | do.NoteOfStaff():
                        pass
                    case do.ReplaceProcess():
                        self.fresh()
                        return
                    case _:
                        self.asked.append(effect)

    def look(self) -> tuple[str, dict[str, Any], dict[str, Any]]:
        page, around = self.views()
        return page.page, to_screen(page), to_screen(around)

    def views(self) -> tuple[PageView, Frame]:
        state, moment = self.session.state, self.session.moment()
        page = view_of(state, platform_sample(), moment)
        return page, frame(state, page, moment)

    def step(self) -> None:
        self.chance.choice([self._on] * 10 + [self._world] * 10 + [self._touch] * 4 + [self._rare])()

    def _on(self) -> None:
        page, view, around = self.look()
        choice = self.chance.choice
        if around["overlay"]["kind"] or around["warning"]["title"]:
            self.feed(ev.CloseOverlay(), ev.Touch())
        match page:
            case "IdlePage":
                self.feed(
                    choice(
                        [ev.Start()] * 5 + [ev.OpenJourney(one.name) for one in self.session.state.journeys.all if one.from_idle]
                    )
                )
            case "AttendantPage" | "AttendantTaskPage" | "ClosingPage" | "CallPage":
                staff.on_attendants(self, view)
            case "TechnicianDoorPage" | "StaffPinPage" | "TechnicianDeskPage" | "TechnicianDevicesPage":
                staff.on_technicians(self, page, view)
            case "TechnicianDevicePage" | "TechnicianRecordsPage" | "TechnicianLogPage" | "TechnicianBundlePage":
                staff.on_technicians(self, page, view)
            case "TechnicianSettingsPage" | "TechnicianTouchPage":
                staff.on_technicians(self, page, view)
            case "CleaningPage":
                self.session.wait(choice([1.0, 31.0]))
            case "HomePage":
                codes = [OpenItem(choice(list(platform_sample().items))) for _ in range(4)]
                codes += [OpenItem(choice([code for code, item in platform_sample().items.items() if item.children]))]
                codes += [OpenItem(code) for code, item in platform_sample().items.items() if item.kind is ItemKind.PAPER_CODE]
                doors = [ev.OpenJourney(journey.name) for journey in self.session.state.journeys.all if journey.tile]
                theme = OpenList(Among(theme=choice(platform_sample().themes).key))
                self.feed(choice([*codes, *doors, *doors, theme, OpenSearch(), OpenWays()]))
            case "WaysPage":
                rows = [*view["ways"], *view["authorities"]]
                self.feed(list_opened(choice(rows)["value"]) if rows else ev.Back())
            case "SearchPage":
                self.feed(
                    choice(
                        [
                            SearchFor(choice(["社保", "老年", "xyz", "卡", "津贴", "残疾人用", ""])),
                            OpenItem(choice(list(platform_sample().items))),
                            OpenItem(choice(platform_sample().put_off)),
                        ]
                    )
                )
            case "ListPage":
                rows = [row for group in view["groups"] for row in group["rows"]]
                shows: list[Any] = [ShowKind(choice(view["kinds"])["value"])] if view["kinds"] else []
                shows += [ShowPossible()] if view["possible"] else []
                self.feed(
                    choice([*shows, OpenItem(choice(rows)["code"] if rows else ""), OpenItem(choice(platform_sample().put_off))])
                )
            case "GuidePage":
                self.feed(choice([ev.Primary()] * 6 + [OpenMore(), PrintGuide()]))
            case "GuideMorePage":
                self.feed(choice([PrintGuide(), PrintForm(), ev.Back()]))
            case "PrintedPage":
                self.feed(choice([ev.PaperSeen(True), ev.PaperSeen(False), ev.PrintAgain(), ev.StopPrint(), ev.Back()]))
            case "TopicsPage" if view["rows"]:
                self.feed(OpenChoice(choice(view["rows"])["key"]))
            case "GuidedQuestionPage":
                self.feed(ChooseAnswer(int(choice(view["rows"])["value"])))
            case "ChosenPage" if view["rows"]:
                self.feed(OpenFound(choice(view["rows"])["code"]))
            case "QuestionPage" if view["reads"] and choice([False, True]):
                self.feed(ReadDocument())
            case "QuestionPage":
                self.feed(event_of(self.session.state, "answer", self._answer(view)), ev.Primary())
            case "QueryResultPage" if not view["waiting"]:
                acts = [ShowAgain(), TurnPage(1), TurnPage(-1), PrintResult(), ev.TryAgain(), ev.PaperSeen(False), ev.PrintAgain()]
                self.feed(choice([*acts, ShowWithoutNetwork(), ev.Primary()]))
                self.session.wait(choice([0.0, 0.0, 31.0]))
            case "SignPage" if not view.get("signature"):
                self.feed(SetSignature(SIGNATURE))
            case "LicencesPage" if view.get("rows"):
                opened = OpenLicence(choice(view["rows"])["identifier"])
                self.feed(choice([opened, opened, PickSeveral(), ev.Primary()] if view["several"] else [opened]))
            case "PurposePage" if not view.get("primary"):
                self.feed(SetPurpose(choice(list(CopyPurpose))))
            case "EligibilityPage" if view["doors"] and choice([False, False, True]):
                door = choice(view["doors"])
                self.feed(event_of(self.session.state, door["act"], door["value"]))
            case "CompanyPage":
                choices: list[Any] = [ChooseCompany(row["value"]) for row in view["rows"]]
                self.feed(choice([*choices, ev.Primary(), ev.Primary(), ShowBusinessCode(), ev.TryAgain(), ev.Back()]))
            case "IdentifyPage":
                instead = [ShowPhoneCode()] * 2 if view["phoneCode"] else []
                self.feed(choice([*instead, *([ShowNoCard()] if view["noCard"] else []), ev.Primary(), ev.Primary()]))
            case "PhoneCodePage" if not view["waiting"]:
                self.feed(choice([ev.TryAgain(), ev.TryAgain(), UseCardInstead()]))
            case "NoCardPage":
                self.feed(choice([ShowPhoneCode(), UseCardInstead()]))
            case "PaperHolderPage" if view["lost"] and choice([False, True]):
                self.feed(ReportLost())
            case "PaperCodePage":
                self.feed(choice([ev.PaperSeen(True), ev.PaperSeen(False), ev.PrintAgain(), ev.TryAgain(), ev.Primary()]))
            case "RatePage":
                self.feed(Rate(self.chance.randint(0, 5)))
            case "ProgressPage":
                self.feed(choice([UseCard(), ScanReceipt()]))
            case "ProgressResultPage" | "CasePage" | "PayPage" if view["waiting"]:
                self._world()
            case "ProgressResultPage":
                cases = [OpenCase(row["number"]) for row in view["rows"] if row["open"]]
                self.feed(choice([*cases * 6, ev.Primary()]))
            case "CasePage":
                buttons = {
                    "withdraw": Withdraw(),
                    "pay": Pay(),
                    "notice": PrintCasePaper(CasePaper.NOTICE),
                    "issued": PrintIssued(),
                    "again": ev.TryAgain(),
                    "commitment": PrintCasePaper(CasePaper.COMMITMENT),
                    "served": PrintCasePaper(CasePaper.SERVED),
                    "withdrawPromise": WithdrawPromise(),
                }
                self.feed(choice([*(act for name, act in buttons.items() if view[name])] * 2 + [ev.Primary()]))
            case "CorrectionPage":
                ways = [
                    ChangeAnswer(row["key"]) if row["act"] == "change" else OpenMaterials() for row in view["rows"] if row["act"]
                ]
                self.feed(choice([*ways, ev.Primary()]))
            case "WithoutPaperPage" if not view["waiting"]:
                each = {"bringLater": BringLater(), "seePromise": SeePromise(), "atCounter": AtCounter()}
                self.feed(choice([*(each[tile["act"]] for tile in view["tiles"]), ev.Back()]))
            case "PayPage":
                self.feed(choice([PrintSlip(), ev.PaperSeen(False), ev.TryAgain(), ev.Primary()]))
                self.session.wait(choice([0.0, 3.0]))
            case "TakeAlongPage" if not view["waiting"]:
                self.feed(choice([*[ev.Primary()] * 4, ev.Back(), PrintFilled()]))
            case "EligibilityPage" if any(door["act"] == "startAnew" for door in view["doors"]):
                self.feed(choice([StartAnew(), ev.Primary(), ev.Primary()]))
            case "CheckPage" if view["later"] and self.chance.random() < 0.2:
                self.feed(ev.TakeAlong())
            case "MaterialsPage" if view["later"] and self.chance.random() < 0.2:
                self.feed(ev.TakeAlong())
            case "MaterialsPage":
                rows = view["rows"]
                helps: list[Any] = [TakePicture(row["key"]) for row in rows if row["take"]]
                helps += [PresentLicence(row["key"]) for row in rows if row["show"]] * 3
                helps += [SeeOtherWays(row["key"]) for row in rows if row["other"]] * 6
                self.feed(choice([*helps, ev.Primary(), ev.Primary()]))
            case "ResultPage" | "CopyPage":
                papers = [ev.PaperSeen(True), ev.PaperSeen(False), ev.PrintAgain(), ev.StopPrint()]
                self.feed(choice([*papers, Pay(), ev.Primary()]))
            case _:
                self.feed(ev.Primary())

    def _answer(self, view: dict[str, Any]) -> Any:
        if self.chance.random() < 0.15:
            return self.chance.choice(["", "1", " ", "a"])
        if view.get("options"):
            return self.chance.choice(view["options"])["value"]
        samples = {
            "name": "王秀英",
            "mobile": "13900000026",
            "date": "1958-03-02",
            "citizen-number": "310199195711300417",
            "number": "3",
        }
        return samples.get(
            view["widget"], "6222020000000000" if view["widget"] == "digits" else "样板区梧桐街道某某路一百号3号楼302室"
        )

    def _touch(self) -> None:
        choice = self.chance.choice
        acts = [ev.Back(), ev.Back(), ev.TryAgain(), OneMorePage(), SetKeep(True), ev.CloseOverlay(), ReadDocument()]
        self.feed(choice([*acts, ev.OpenOverlay(choice(list(Overlay))), ev.Leave(), ev.GoHome()]))
        if choice([False, True]):
            self.feed(ev.CloseOverlay())

    def _rare(self) -> None:
        choice = self.chance.choice
        device = choice(list(Device))
        status = choice([DeviceStatus(StatusKind.READY), DeviceStatus(StatusKind.UNAVAILABLE, choice(list(Reason)))])
        deeds: list[Callable[[], object]] = [
            self.fresh,
            self._let_in,
            lambda: self.feed(platform.NetworkChanged(choice(list(platform.Network)))),
            lambda: self.feed(ev.LedgerSeen(self.session.state.ledger_usable is False or self.chance.random() > 0.1)),
            lambda: self.session.wait(choice([1.0, 9.0, 61.0])),
            lambda: self.feed(desk.StatusChanged(device, status)),
        ]
        choice(deeds)()

    def _let_in(self) -> None:
        """A technician, who seldom comes through the door by chance alone."""
        self.fresh()
        staff.let_in(self)

    def _world(self) -> None:
        if not self.asked:
            return
        effect = self.asked.pop()
        answer = self._answer_to(effect)
        if answer is not None:
            self.feed(answer)

    def _answer_to(self, effect: Any) -> Any:
        choice, request_id = self.chance.choice, getattr(effect, "request_id", "")

        def device(*outcomes: Any) -> Any:
            return desk.DeviceAnswer(request_id, choice(outcomes))

        holder = choice(["wang", "wang", "li", "zhao", "sun", "chen"])
        troubles = (devices.CardLeft(), devices.CardUnreadable(choice(list(Reason))), devices.NoCard())
        paper: list[devices.PrintOutcome] = [devices.PrintConfirmed(), devices.PrintSent(), devices.PrintUncertain(Reason.SILENT)]
        failed = devices.PrintFailed(choice([Reason.PAPER_OUT, Reason.NOT_RECORDED, Reason.COVER_OPEN]))
        if (answered := staff.answer_to(effect, self.chance)) is not None:
            return answered
        match effect:
            case desk.ReadCard():
                return device(*[devices.CardRead(card_of(holder))] * 5, *troubles)
            case desk.ReadSocialCard():
                return device(*[devices.SocialCardRead(social_card_of(holder))] * 5, devices.CardNeedsPin(), *troubles)
            case desk.ReadTechnicianCard():
                others = (devices.OtherCard(), devices.OtherCard(social=True), devices.CardEmpty())
                away = (devices.CardLeft(), devices.CardUnreadable(Reason.SILENT), devices.ReaderUnavailable(Reason.NOT_FOUND))
                return device(*[devices.TechnicianCardRead(b"certificate")] * 16, *others, *away)
            case desk.SignWithCard():
                wrong = (devices.CardPinWrong(2), devices.CardPinWrong(1), devices.CardPinBlocked())
                return device(*[devices.CardSigned(b"signature")] * 16, *wrong, devices.CardLeft(), devices.CardSwapped())
            case desk.WaitForNoCard() if isinstance(self.session.place, StaffPin):
                return choice([None] * 8 + [desk.DeviceAnswer(request_id, desk.CardGone())])  # a technician leaves it in
            case desk.WaitForNoCard():
                return device(desk.CardGone())
            case desk.ScanCode():
                asked = getattr(self.session.place, "words", None)
                phone = [presented_code_text("A"), business_code_text("A"), person_code_text("A"), form_code_text("A")]
                phone = [*phone * (8 if asked and asked.on_phone else 1), paper_code(bytes(17))]
                return device(
                    *[devices.CodeScanned(code) for code in (TOKEN, "LC1~a~b~c", *phone, "???")],
                    devices.CodeUnreadable(Reason.GARBLED),
                    devices.ScannerUnavailable(Reason.NOT_FOUND),
                )
            case desk.ScanDocument():
                page = devices.DocumentScanned(PNG, b"pdf")
                return device(
                    page, page, devices.NoPage(choice(list(devices.NoPageReason))), devices.CameraUnavailable(Reason.NOT_FOUND)
                )
            case desk.ReadField():
                return device(devices.FieldRead(""), devices.FieldRead("王秀英"))
            case do.PrintReceiptPaper() | do.PrintPagePaper():
                return ev.PaperAnswered(request_id, choice([*paper, failed]))
            case DrawForm() | FillForm():
                return FormDrawn(request_id, choice([b"%PDF", b"%PDF", b""]))
            case Commit(submission):
                stored = Committed(submission.submission_id, "T0001-261122-0001")
                return choice([stored, stored, stored, NotCommitted(submission.submission_id, choice(list(StorageFault)))])
            case StoreWithdrawal(message_id):
                return WithdrawalStored(message_id, choice([None, None, None, *StorageFault]))
            case do.SendFirst(submission_id):
                sent = [commit.submission for commit in self.session.all(Commit)]
                codes = sent[-1].children if sent and sent[-1].submission_id == submission_id else ()
                cases = cases_of(self.chance, codes) if codes else (case_of(self.chance),)
                return choice([None, platform.CaseMade(submission_id, cases[0], cases[1:])])
            case ComposeCopy():
                copy = CopyComposed(request_id, ComposedCopy("L000001", b"%PDF", PNG))
                return choice([copy, copy, CopyNotComposed(request_id, choice(list(CopyProblem)))])
            case OpenVault():
                return VaultOpened(request_id, choice([(), (file_of(licence_of(self.chance, "1.2.3")),)]))
            case FindReceipts():
                return ReceiptsFound(request_id, choice([(), None]))
            case CheckCopyCode():
                licence, verdict = licence_of(self.chance, "1"), choice(list(CopyVerdict))
                checked = CopyChecked(verdict, licence.name.zh, "王*", "入学入园", facts=choice([(), _FACTS]))
                if verdict in (CopyVerdict.NOT_OURS, CopyVerdict.ALTERED):
                    checked = CopyChecked(verdict)  # whatever it states
                return CopyCodeChecked(request_id, checked)
            case do.AskPlatform() if self.session.state.network is platform.Network.OFFLINE:
                return platform.PlatformReply(request_id, platform.NoAnswer())
            case do.AskPlatform(_, question):
                return platform.PlatformReply(
                    request_id,
                    choice(
                        [reply_to(question, self.chance, getattr(self.session.place, "item", None))] * 4 + [platform.NoAnswer()]
                    ),
                )
        return None


class Kept:
    """``name``: of the page, with a number. ``state``: what is shown, at ``moment``."""

    def __init__(self, name: str, state: Any, moment: Any) -> None:
        self.name, self.state, self.moment = name, state, moment


def shape(page: str, view: dict[str, Any], around: dict[str, Any]) -> tuple[Any, ...]:
    """What makes a page look unlike another: which of its parts are there, how many rows, how long its texts are."""

    def of(value: Any) -> Any:
        match value:
            case dict():
                return tuple((key, of(held)) for key, held in sorted(value.items()) if held or held is False)
            case list() | tuple():
                return min(len(value), 4), frozenset(of(held) for held in value[:8])
            case bool():
                return value
            case str():
                return min(len(value) // 40, 4)
        return type(value).__name__

    if around["warning"]["title"] or around["overlay"]["kind"]:
        return "over", of(around["overlay"]), bool(around["warning"]["title"])  # what lies under it is looked at by itself
    words = {key: view.get(key) for key in ("tone", "widget", "word", "state")}
    return page, of(view), tuple(words.values()), around["network"]


def found(seed: int, steps: int, most: int = 8, kind: type[Walk] = Walk) -> list[Kept]:
    """The states met in so many steps, one of each shape; of a page at most ``most`` by its own looks, all by what lies over it.
    ``kind``: of walk: through sessions, or through what comes before them."""
    walk = kind(random.Random(seed))
    seen: set[Any] = set()
    kept: list[Kept] = []
    count: dict[Any, int] = {}
    for _ in range(steps):
        walk.step()
        page, view, around = walk.look()
        if page == "WipedPage":
            continue
        looks = shape(page, view, around)
        rough = looks[:1] + looks[2:]
        if looks in seen or count.get(rough, 0) >= most:
            continue
        seen.add(looks)
        count[rough] = count.get(rough, 0) + 1
        kept.append(Kept(f"{page.removesuffix('Page').lower()}-{len(kept):03d}", walk.session.state, walk.session.moment()))
    return kept
