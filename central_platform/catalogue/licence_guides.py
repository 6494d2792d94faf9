"""The item and the guide of a kind of licence: what is true of every copy that is printed here, in the words that its holder needs.

What a row does not tell stands in no guide. The fee is left open: no source says it.
"""

from __future__ import annotations

from collections.abc import Mapping

from central_platform.catalogue.licence_rows import LicenceKind
from kiosk.domain.licences import ID_CARD
from kiosk.domain.service_items import (
    Assurance,
    Fact,
    Guide,
    ItemKind,
    LicenceRequirement,
    Material,
    Processing,
    QuestionAndAnswer,
    Served,
    ServiceItem,
    Source,
)
from kiosk.domain.terms import Fee, TimeLimit
from kiosk.domain.text import LocalizedText, lowered
from kiosk.domain.values import Value

USES = 1  # nobody has counted them: of equal hits they come last


class _Words(Value):
    """What is said of the kinds of one holder. ``summary``: with the name in place of {}."""

    served: tuple[Served, ...]
    summary: LocalizedText
    condition: LocalizedText
    company: bool = True


_PERSON = _Words(
    (Served.PERSON,),
    LocalizedText("打印您名下的{}", "Print a copy of the licence in your name"),
    LocalizedText(
        "证照库里有您名下的这份证照，没有过期，也没有注销", "Your licence is in the licence library, neither expired nor revoked"
    ),
    company=False,
)
_RELATIVE = _Words(
    (Served.PERSON,),
    LocalizedText("打印亲属的{}，证照库里登记给您的才能打", "Print a copy of a relative's licence, where it is registered to you"),
    LocalizedText(
        "证照库里的这份证照登记给您，没有注销", "Your licence is in the licence library, registered to you and not revoked"
    ),
    company=False,
)
_COMPANY = _Words(
    (Served.COMPANY,),
    LocalizedText(
        "打印单位的{}，您是登记的经办人才能打",
        "Print a copy of your company's licence, if you are registered as acting for it",
    ),
    LocalizedText(
        "证照库里有单位的这份证照，登记您是经办人；没有过期，也没有注销",
        "The licence library has the company's and names you as acting for it; it is neither expired nor revoked",
    ),
)
_EITHER = _Words(
    (Served.PERSON, Served.COMPANY),
    LocalizedText(
        "打印您名下的{}；单位的，您是登记的经办人才能打",
        "Print a copy of your own licence, or of that of a company, if you are registered as acting for it",
    ),
    LocalizedText(
        "证照库里这份证照在您名下，或者是单位的、登记您是经办人；没有过期，也没有注销",
        "The licence library has it in your name, or a company's and names you as acting for it; it is neither expired nor revoked",
    ),
)
_BY_HOLDER: Mapping[str, _Words] = {
    "PERSON": _PERSON,
    "RELATIVE": _RELATIVE,
    "COMPANY": _COMPANY,
    "EITHER": _EITHER,
    "VEHICLE": _EITHER,
    "PRODUCT": _COMPANY,
    "PLACE": _EITHER,
    "PROJECT": _COMPANY,
}
_ELECTRONIC = Source("《国务院关于在线政务服务的若干规定》（国务院令第716号）", "第十条")
_CARD = Material(
    key="id_card",
    name=LocalizedText("居民身份证", "Resident ID card"),
    format=LocalizedText("原件，在本机读取", "The card itself, read here"),
    licences=(LicenceRequirement(ID_CARD),),
)
_STEPS = (
    LocalizedText("用证件或手机上的随申码证明是您", "Show who you are, with a card or the code on your phone"),
    LocalizedText("在屏幕上核对内容，选用途", "Check what the screen shows and choose the purpose"),
    LocalizedText("打印，在出纸口取走，不要忘记证件", "Print, take the paper, and do not forget your card"),
)
_VALID = QuestionAndAnswer(
    LocalizedText("打印件和原件一样有用吗？", "Is the copy as good as the original?"),
    LocalizedText(
        "电子证照与纸质证照具有同等法律效力。打印件上有用途、编号和验证码，收件单位可以核验。要求交原件的地方，请带原件。",
        "Electronic licences have the same legal force as paper ones. The copy carries its purpose, a number and a code with which"
        " it can be checked. Where the original is demanded, please bring the original.",
    ),
    "electronic",
)
_ACTS = QuestionAndAnswer(
    LocalizedText("单位的证照谁能打？", "Who may print a company's?"),
    LocalizedText(
        "证照库里登记为经办人的人，用自己的身份证打。没有登记的打印不了，请单位到窗口问一问。",
        "Whoever the licence library names as acting for the company, with their own ID card. Nobody else can; the company may ask"
        " at the counter.",
    ),
)


def licence_item(kind: LicenceKind) -> ServiceItem:
    """The item that prints licences of this kind.

    Args:
        kind: a row of the registry.
    """
    words = _BY_HOLDER[kind.holder.value]
    return ServiceItem(
        implementation_code=kind.implementation_code,
        name=LocalizedText(f"{kind.name.zh}打印", f"Printing: {kind.name.en}"),
        kind=ItemKind.LICENCE_PRINT,
        theme=kind.theme,
        authority=kind.department.name,
        summary=LocalizedText(words.summary.zh.format(kind.name.zh), words.summary.en),
        guide=_guide(kind, words),
        served=words.served,
        processing=Processing.ON_THE_SPOT,
        assurance=Assurance.CODE,
        everyday_words=kind.everyday_words,
        licence_type=kind.key,
        uses=USES,
    )


def _guide(kind: LicenceKind, words: _Words) -> Guide:
    zh, issuer = kind.name.zh, kind.authority
    missing = QuestionAndAnswer(
        LocalizedText("没有查到怎么办？", "It is not found. What now?"),
        LocalizedText(
            f"证照库里还没有，或者登记的不是您。发证的是{issuer.zh}，怎么领以窗口为准。",
            f"The library does not have it, or not as yours. The {lowered(issuer).en} issues it. The counter knows how to get one.",
        ),
    )
    named = QuestionAndAnswer(
        LocalizedText("这个证的名称是哪里规定的？", "Which rule names this licence?"),
        LocalizedText(f"“{zh}”这个名称，在“依据”里列的规定里", "The one that is listed under Legal basis names it"),
        "basis",
    )
    return Guide(
        conditions=(Fact(words.condition),),
        materials=(_CARD,),
        steps=_STEPS,
        legal_time=None,
        promised_time=TimeLimit(0),
        fee=Fee(None),
        result=LocalizedText(f"{zh}打印件", f"Copy: {kind.name.en}"),
        sources={"electronic": _ELECTRONIC, "basis": kind.basis},
        questions=(missing, *((_ACTS,) if words.company else ()), _VALID, named),
    )
