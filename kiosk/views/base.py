"""Views: one value a page, with all that is shown on it and said of it.

A view's fields stand in the order in which the voice says them. Each text is of a kind, by its annotation; what is not text
(numbers, switches) is for the page alone.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar, dataclass_transform

from msgspec import Struct, StructMeta, field


class Kind(Enum):
    """Of a text, by the name of its annotation."""

    SAID = "Text"
    UNSAID = "Unsaid"  # shown, and said in another way or not at all: a number of a person, what is beside a field
    DATA = "Data"  # no text to be read: an icon, a key, a picture
    FIELD = "FieldText"  # what stands in a field: it comes back as it was shown
    BUTTON = "Button"
    PRIMARY = "PrimaryLabel"  # the one button below the page
    ALOUD = "Aloud"  # said with its numbers: it is nobody's


# To a type checker all are str. Which it is, is read from the annotation as it is written: to evaluate them takes 2 ms of a start.
Text = str
Unsaid = str
Data = str
FieldText = str
Button = str
PrimaryLabel = str
Aloud = str

_KINDS = {kind.value: kind for kind in Kind}


def kind_of(annotation: object) -> Kind:
    """Of a field, or of all in a tuple; SAID where the annotation names none."""
    return _KINDS.get(str(annotation).removeprefix("tuple[").partition(",")[0], Kind.SAID)


class _ViewMeta(StructMeta):
    def __new__(mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any) -> Any:
        return super().__new__(mcls, name, bases, namespace, **{"kw_only": True, **config})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class View(Struct, metaclass=_ViewMeta, frozen=True, rename="camel"):
    """A page, or a part of one. On the screen its fields are named in the other case: ``name_note`` is ``nameNote``. Its fields are
    given by name. As a `kiosk.domain.values.Value` it never prints what it holds."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Row(View):
    """One of several: the voice says its texts in one line."""


class FactRow(Row):
    """A word and what stands for it."""

    label: Text
    value: Text


class Option(Row):
    """One of several that may be chosen. ``value``: what is told when it is touched."""

    value: Data
    title: Text
    chosen: bool


class TileRow(Row):
    """A door to another page. ``act``, ``value``: what is told when it is touched."""

    act: Data
    value: Data = ""
    icon: Data
    title: Text
    text: Text


class PageView(View):
    """``page``: the name of its QML file. ``bare``: nothing stands around it; ``is_home``: no button leads home from it;
    ``tells_network``: it says by itself what cannot be done without one; ``speaks_unasked``: something on it is said aloud though
    nobody asked for the voice; ``before_service``: there are no sessions yet, nobody to be called for help, and nothing to leave.
    ``primary``: the one button below, "" where there is no way on now; ``primary_tone``: "quiet" where a question on the page is to
    be answered first, "danger" where it cannot be undone."""

    page: ClassVar[str]
    bare: ClassVar[bool] = False
    is_home: ClassVar[bool] = False
    tells_network: ClassVar[bool] = False
    speaks_unasked: ClassVar[bool] = False
    before_service: ClassVar[bool] = False

    primary: PrimaryLabel = ""
    primary_tone: Data = ""

    @property
    def subject(self) -> str:
        """What this page is about: of another it is made anew, though it has the same name."""
        return ""
