"""Progress, and the check of a printed copy."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.domain.cases import Case
from kiosk.domain.identifiers import grouped
from kiosk.domain.licences import PURPOSES, CopyVerdict
from kiosk.domain.receipts import standing
from kiosk.domain.service_items import LicenceType
from kiosk.domain.submissions import StoredReceipt, StoredState
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import clock_text
from kiosk.session.readers import fitted
from kiosk.session.state import CopyCheckPage, ProgressResult, Purpose, ScanPage, ScanProblem, State
from screens.views.cards import NAMES, any_card, cannot_be_used, usable
from screens.views.frame import View
from screens.views.language import Say, date_text, localized, say_in
from screens.views.names import name_note
from screens.views.tones import tone_of


def progress(state: State) -> View:
    say = say_in(state)
    card = any_card(state, say)
    return {
        "title": say("怎么查？", "How would you like to ask?"),
        "text": say(f"手里有回执，扫码最快；没有回执，用{card}", f"The receipt's code is quickest; without it, use your {card}"),
        "tiles": [
            {
                "act": "scanReceipt",
                "icon": "qr-code",
                "title": say("扫回执上的码", "Scan the receipt"),
                "text": say("把回执对准扫码口", "Hold it to the scanner"),
            },
            {
                "act": "useCard",
                "icon": "id-card",
                "title": say(f"用{card}查", f"Use my {card}"),
                "text": say("查您名下的办件", "All cases of yours"),
            },
        ],
    }


def scan(state: State, place: ScanPage) -> View:
    say = say_in(state)
    copy = place.purpose is Purpose.CHECK_COPY
    if place.problem is ScanProblem.SCANNER:
        return {
            "title": say("现在不能扫码", "Codes cannot be read now"),
            "problem": cannot_be_used("扫码器", "scanner", say)
            if copy or not usable(state)
            else say(
                f"扫码器暂时不能用。查进度可以改用{any_card(state, say)}。",
                f"The scanner cannot be used now. To ask for progress, you can use your {any_card(state, say)}.",
            ),
            "retry": say("再试一次", "Try again"),
            "picture": "scanner-out",
        }
    return {
        "title": say("请扫打印件上的码", "Scan the copy") if copy else say("请扫回执上的码", "Scan your receipt"),
        "text": say("对准扫码口；读到后这一页自己会变，不用按", "Hold it to the scanner; the page goes on by itself"),
        "problem": _scan_problem(state, place, say),
        "retry": "",
        "picture": "show-code",
    }


def _scan_problem(state: State, place: ScanPage, say: Say) -> str:
    """What is the matter, and what helps: another code, another try, or the card."""
    copy = place.purpose is Purpose.CHECK_COPY
    card = "" if copy or not usable(state) else any_card(state, say)
    match place.problem:
        case ScanProblem.UNREADABLE:
            return say(
                "没有扫清楚。请把码摊平，离远一点再试。", "Not read well. Flatten the code and hold it a little further away."
            )
        case ScanProblem.STILL_UNREADABLE if card:
            return say(
                f"还是扫不出来，码可能坏了。不用再试，请返回改用{card}，或到窗口问。",
                f"It still cannot be read. Go back and use your {card}, or ask at the counter.",
            )
        case ScanProblem.STILL_UNREADABLE:
            return say(
                "还是扫不出来，码可能坏了。不用再试，请拿到窗口核对。",
                "It still cannot be read, and may be damaged. Please show it at the counter.",
            )
        case ScanProblem.UNKNOWN_CODE if copy:
            return say(
                "扫到了，但不是这里能用的码。请扫证照打印件上的码。", "Not a code for this page. Show the code on a licence copy."
            )
        case ScanProblem.UNKNOWN_CODE if card:
            return say(
                f"扫到了，但不是这里能用的码。请扫回执上的码；没有回执，请返回改用{card}。",
                f"Not a code for this page. Show your receipt's code, or go back and use your {card}.",
            )
        case ScanProblem.UNKNOWN_CODE:
            return say("扫到了，但不是这里能用的码。请扫回执上的码。", "Not a code for this page. Show the code on your receipt.")
    return ""


def progress_result(state: State, place: ProgressResult) -> View:
    say = say_in(state)
    cases = list(place.cases or ())
    known = {case.case_number for case in cases}
    here = [stored for stored in place.here or () if not (stored.case and stored.case.case_number in known)]
    waiting = place.looking or place.asking
    rows = [_case_row(case, state) for case in cases] + [_stored_row(stored, state, place.cases is not None) for stored in here]
    if waiting and not rows:
        text = say("正在查询…", "Asking…")
    elif rows and place.cases is None and not place.asking:
        text = say(
            "现在连不上办事系统，下面是本机知道的情况。", "The centre's system is out of reach; this is what this terminal knows."
        )
    elif rows:
        text = ""
    else:
        text = _nothing(place, say) + _another_card(state, place, say)
    return {
        "title": say("查询结果", "What we know"),
        "text": text,
        "nameNote": name_note(state, say) if place.by_card else "",
        "waiting": waiting,
        "rows": rows,
        "primary": say("回到首页", "Back to home"),
    }


def _another_card(state: State, place: ProgressResult, say: Say) -> str:
    """This terminal finds what a card was used for by that very card: what waits here since another one was shown is not seen."""
    person = state.person
    if person is None or not place.by_card:
        return ""
    others = [device for device in fitted(state) if device is not person.reader and state.status(device).usable]
    if not others:
        return ""
    zh, en = NAMES[others[0]]
    return say(f"当时用的是{zh}的话，请换{zh}再查。", f" If you used your {en} then, please ask again with it.")


def _nothing(place: ProgressResult, say: Say) -> str:
    """Neither has it, as far as they could be asked: never "not stored" where the record could not be read, or only a part of it
    was asked: a card finds what was applied for with that card."""
    match place.here is not None, place.cases is not None:
        case True, True:
            return say(
                "没有查到办件。如果您提交过，请带回执到窗口问一问。",
                "No case was found. If you did apply, please ask at the counter.",
            )
        case True, False if place.by_card:
            return say(
                "没有查到。本机没有存过用这张卡提交的申请，现在也连不上办事系统。请稍后再查，或请工作人员帮忙。",
                "This terminal stored no application made with this card, and the centre's system is out of reach."
                " Try later, or ask the staff.",
            )
        case True, False:
            return say(
                "没有查到。本机没有存过这份申请，现在也连不上办事系统。请稍后再查，或请工作人员帮忙。",
                "Nothing found. This terminal stored no such application, and the centre's system is out of reach."
                " Try later, or ask the staff.",
            )
        case False, True:
            return say(
                "办事系统里还没有这份申请，本机的记录现在读不出来。请找工作人员看一看。",
                "The centre has no such application yet; this terminal's record cannot be read. Please ask a member of staff.",
            )
    return say(
        "现在查不了：连不上办事系统，本机的记录也读不出来。请找工作人员帮忙。",
        "The centre's system is out of reach, and this terminal's record cannot be read. Please ask a member of staff.",
    )


def _case_row(case: Case, state: State) -> View:
    say = say_in(state)
    word, sentence = standing(case)
    return {
        "tone": tone_of(case),
        "word": localized(word, state),
        "title": localized(case.item_name, state),
        "sentence": localized(sentence, state),
        "rows": _pairs(
            say,
            [
                ("办件编号", "Case number", grouped(case.case_number, 8, 6)),
                ("收到时间", "Received", clock_text(case.received_at)),
                ("接下来", "Next", localized(case.next_step, state)),
                ("最晚", "By", date_text(case.due, say) if case.due else ""),
                ("受理中心", "Centre", localized(case.acceptance_centre, state)),
            ],
        ),
    }


def _stored_row(stored: StoredReceipt, state: State, platform_answered: bool) -> View:
    say = say_in(state)
    if stored.case is not None:
        return _case_row(stored.case, state)
    if stored.state is StoredState.REJECTED:
        word = say("需要人工处理", "Needs a person")
        sentence = say(
            "这份申请安全存在本机，但办事系统打不开它。请带回执到窗口。",
            "It is safe here, but the centre's system cannot open it. Please go to the counter.",
        )
        tone = "bad"
    else:
        word = say("已暂存", "STORED")
        sentence = (
            say("这份申请安全存在本机，正在送出。", "It is safe here and on its way.")
            if platform_answered
            else say(
                "这份申请安全存在本机，网络恢复后自动送出，不用重办。", "It is safe here and is sent when the network returns."
            )
        )
        tone = "stored"
    return {
        "tone": tone,
        "word": word,
        "title": say("您在本机提交的申请", "Your application at this terminal"),
        "sentence": sentence,
        "rows": _pairs(
            say,
            [
                ("回执编号", "Receipt number", stored.receipt_number),
                ("提交时间", "Submitted", clock_text(stored.committed_at)),
            ],
        ),
    }


def _pairs(say: Say, rows: list[tuple[str, str, str]]) -> list[View]:
    return [{"label": say(zh, en), "value": value} for zh, en, value in rows if value]


_VERDICTS = {
    CopyVerdict.GENUINE: (
        "good",
        "是真的",
        "Genuine",
        "两个签名都对得上，这张打印件由下面的终端打印。",
        "Both signatures are right. It was printed by this terminal:",
    ),
    CopyVerdict.NOT_OURS: (
        "bad",
        "无法证明",
        "Not proven",
        "这个码不是本市自助终端打印件的码，或不是我们签发的。",
        "The code is not of a copy that the city's terminals printed.",
    ),
    CopyVerdict.ALTERED: (
        "bad",
        "被改动过",
        "Altered",
        "码里的内容被改动过，请不要采用。",
        "What the code says was changed. Do not accept it.",
    ),
    CopyVerdict.IMPOSSIBLE: (
        "bad",
        "不可信",
        "Not to be trusted",
        "编号或日期不可能是这台终端打印的，请不要采用，并告诉窗口。",
        "No terminal prints that number or that day. Do not accept it, and tell the counter.",
    ),
    CopyVerdict.EXPIRED: (
        "stored",
        "证照已过期",
        "Expired",
        "打印件是真的，但证照已经过了有效期。",
        "The copy is genuine, but the licence has expired.",
    ),
    CopyVerdict.REVOKED: (
        "bad",
        "证照已作废",
        "Revoked",
        "这份证照或这张打印件已经作废，请不要采用。",
        "The licence or this copy was revoked. Do not accept it.",
    ),
}


def copy_check(state: State, place: CopyCheckPage, types: Iterable[LicenceType]) -> View:
    say = say_in(state)
    checked = place.checked
    if checked is None:
        return {"title": say("正在核验…", "Checking…"), "tone": "wait", "word": "", "sentence": "", "rows": [], "primary": ""}
    tone, zh, en, why_zh, why_en = _VERDICTS[checked.verdict]
    return {
        "title": say("核验结果", "Result of the check"),
        "tone": tone,
        "word": say(zh, en),
        "sentence": say(why_zh, why_en),
        "rows": _pairs(
            say,
            [
                ("证照", "Licence", _known_as(checked.licence_name, (one.name for one in types), state)),
                ("持证人", "Holder", checked.holder),
                ("打印用途", "Purpose", _known_as(checked.purpose, PURPOSES.values(), state)),
                ("打印编号", "Serial number", checked.serial),
                ("打印日期", "Printed on", checked.printed_on),
                ("打印终端", "Terminal", checked.terminal_id),
            ],
        ),
        "primary": say("回到首页", "Back to home"),
    }


def _known_as(stated: str, texts: Iterable[LocalizedText], state: State) -> str:
    """What a copy states in Chinese, in the language of the screen; as it stands there where this terminal has no word for it."""
    return next((localized(text, state) for text in texts if text.zh == stated), stated)
