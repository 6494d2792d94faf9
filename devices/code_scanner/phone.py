"""A phone before the code scanner, on the simulator panel: the sample people's licences are shown on it as codes, and who they are.

Its simulator makes the code, as the city's platform would for the holder: ``show`` (``person``, ``licence_type``, ``age``: for how
many seconds the code has been there; ``company`` in place of ``licence_type``: its electronic business licence; neither: who they
are) and ``again`` (the last one once more), each answered by ``code``.
"""

from __future__ import annotations

from kiosk.domain.text import LocalizedText
from kiosk.ports.simulator_panel import Change, PanelLine, PanelPart, PanelState, Simulators, choice, line

KEY = "phone"
SCANNER = "scanner"
AGAIN, OLD = "phone-again", "phone-old"
TOO_OLD = 90  # seconds
LICENCES = {
    "phone-wang": ("wang", "household-register"),
    "phone-chen": ("chen", "disability-certificate"),
    "phone-li": ("li", "marriage-certificate"),
    "phone-ouyang": ("ouyang", "real-estate-certificate"),
}
COMPANIES = {  # the electronic business licence on the phone of somebody who acts for the company
    "phone-li-catering": ("li", "913101990000300156"),
    "phone-li-transport": ("li", "91310199000060038Q"),
}
PEOPLE = {"phone-who-wang": "wang", "phone-who-li": "li"}  # 随申码
CHOICES = (
    choice("phone-who-wang", "王：随申码", "Wang: who she is"),
    choice("phone-who-li", "李：随申码", "Li: who she is"),
    choice("phone-wang", "王：户口簿", "Wang: household"),
    choice("phone-chen", "陈：残疾人证", "Chen: disability"),
    choice("phone-li", "李：结婚证", "Li: marriage"),
    choice("phone-ouyang", "欧阳：不动产证", "Ouyang: house"),
    choice("phone-li-catering", "李：餐饮公司", "Li: catering Ltd"),
    choice("phone-li-transport", "李：运输公司", "Li: transport Ltd"),
    choice(AGAIN, "同一个码", "Same code"),
    choice(OLD, "王：过时的码", "Wang: too old"),
)


def _act(simulators: Simulators, key: str, state: PanelState) -> Change:
    phone = simulators.of[KEY]
    if key == AGAIN:
        told = phone.command("again")
    elif key in PEOPLE:
        told = phone.command("show", person=PEOPLE[key], age=0)
    elif key in COMPANIES:
        person, company = COMPANIES[key]
        told = phone.command("show", person=person, company=company, age=0)
    else:
        person, licence_type = LICENCES["phone-wang" if key == OLD else key]
        told = phone.command("show", person=person, licence_type=licence_type, age=TOO_OLD if key == OLD else 0)
    simulators.of[SCANNER].command("show", text=str(told["code"]))
    return lambda state: state.choose(KEY, key).tell(KEY, "shown")


def _locked(state: PanelState) -> frozenset[str]:
    return frozenset() if state.told.get(KEY) else frozenset({AGAIN})


def _line(state: PanelState) -> PanelLine:
    key = state.chosen.get(KEY)
    if not key:
        return line("quiet", "手机上没有打开码", "No code is open")
    words = PHONE.words(key)
    return line("info", f"已对着扫码口：{words.zh}", f"Before the scanner: {words.en}")


PHONE = PanelPart(
    key=KEY,
    icon="qr-code",
    name=LocalizedText("手机上的码", "Codes on a phone"),
    choices=CHOICES,
    act=_act,
    line=_line,
    locked=_locked,
    order=35,
    switches=False,
    keeps_choice=False,
    optional=True,
)
