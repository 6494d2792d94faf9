"""What is said to a technician's card, command by command, in the child process. What it answers is for the parent to read.

Nothing is asked of a card that has no PIV application, but whether it is a social security card, which it tells by letting that
application be selected; none of its files is.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from devices.smart_card_reader import piv, social_security
from devices.smart_card_reader.apdu import OK, SELECTED_FILE_BLOCKED, Answer, select_application, wants_answer
from kiosk.child_process.client import Told
from kiosk.child_process.server import Failed

Ask = Callable[[bytes], Answer]


def read_certificate(ask: Ask, t0: bool) -> bytes:
    """The object with the certificate, as the card gives it.

    Args:
        ask: one command, and all that the card answers.
        t0: the protocol is T=0.

    Raises:
        Failed: ``social`` (a social security card), ``foreign`` (another without PIV), ``empty``, ``refused-data``.
    """
    if ask(wants_answer(select_application(piv.APPLICATION), t0)).status != OK:
        social = ask(select_application(social_security.APPLICATION))
        raise Failed("social" if social.good or social.status == SELECTED_FILE_BLOCKED else "foreign")
    answer = ask(wants_answer(piv.get_certificate(), t0))
    if answer.status == piv.NOT_FOUND:
        raise Failed("empty")
    if answer.status != OK:
        raise Failed("refused-data")
    return answer.data


def sign(ask: Ask, t0: bool, known: str, pin: str, algorithm: int, block: bytes) -> Told:
    """Have the card sign, once it took the PIN.

    Args:
        ask: one command, and all that the card answers.
        t0: the protocol is T=0.
        known: SHA-256, in hexadecimal, of the object that `read_certificate` gave: no other card is given the PIN.
        pin: of the card's holder.
        algorithm: as of `piv.sign`.
        block: as of `piv.sign`.

    Returns:
        ``left`` where the PIN was wrong: how many more may be; else the answer that holds the signature.

    Raises:
        Failed: as of `read_certificate`; ``swapped``, ``pin-blocked``, ``refused-data`` (it does not sign).
    """
    if sha256(read_certificate(ask, t0)).hexdigest() != known:
        raise Failed("swapped")
    taken = ask(piv.verify_pin(pin))
    left = piv.tries_left(taken.status)
    if taken.status == piv.PIN_BLOCKED or left == 0:
        raise Failed("pin-blocked")
    if left is not None:
        return Told({"left": left})
    if taken.status != OK:
        raise Failed("refused-data")
    *first, last = piv.sign(algorithm, block)
    for command in first:
        if ask(command).status != OK:
            raise Failed("refused-data")
    answer = ask(wants_answer(last, t0))
    if answer.status != OK:
        raise Failed("refused-data")
    return Told({}, answer.data)
