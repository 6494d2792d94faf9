"""Enrolment in the first set-up: how far it has come, and what is done with the codes that are typed."""

from __future__ import annotations

from commands.enrol import confirm, enrol
from commands.set_up_file import TRIES, SetUpFile
from commands.terminal_folder import FolderFault, TerminalFolder
from kiosk.domain.terminals import UNENROLLED, Terminal
from kiosk.domain.text import LocalizedText
from kiosk.durable import sync_folder
from kiosk.messages.pairing import fingerprint
from kiosk.ports.set_up import Standing


class SetUpEnrolment:
    """Of one terminal. What is wrong is returned, None for nothing; OSError where it cannot be written."""

    def __init__(self, home: TerminalFolder, file: SetUpFile) -> None:
        self._home = home
        self._file = file

    def standing(self) -> tuple[Standing, Terminal, str]:
        """How far it has come, the name that the platform gave, and the fingerprint while staff are to compare it."""
        try:
            values = self._home.enrolment_values()
        except FolderFault:
            return Standing.NONE, UNENROLLED, ""
        terminal = Terminal(values["terminal_id"], LocalizedText(**values["site"]), values["hotline"])
        if values.get("confirmed", True):
            return Standing.CONFIRMED, terminal, ""
        return Standing.WAITING, terminal, fingerprint(values["exchange"])

    def enrol(self, code: str) -> LocalizedText | None:
        """With a pairing code."""
        try:
            enrol(self._home.path, self._file.read().url, code)
        except FolderFault as fault:
            return getattr(fault, "words", LocalizedText(str(fault), str(fault)))
        self._file.note(tries=TRIES)
        return None

    def confirm(self, code: str) -> LocalizedText | None:
        """With the code that staff were told. A third wrong one ends the enrolment: it could be tried for ever."""
        left = self._file.read().tries - 1
        self._file.note(tries=left)  # before it is looked at: a power cut gives no try back
        if confirm(self._home.path, code):
            return None
        if left > 0:
            return LocalizedText(f"确认码不对，还可以试{left}次。", f"That is not the confirmation code; {left} left.")
        self.forget()
        return LocalizedText(
            "三次都不对，这次登记作废。请平台工作人员重新取一个配对码。",
            "Wrong three times: this enrolment is void. Ask for a new pairing code.",
        )

    def forget(self) -> None:
        """One that nobody has confirmed; a confirmed one stays."""
        if self.standing()[0] is Standing.WAITING:
            self._home.enrolment_file.unlink()
            sync_folder(self._home.path)
