"""A text in the two languages of the screens, as one field of a table."""

from __future__ import annotations

from typing import Any, overload

from django.db import models

from kiosk.domain.text import LocalizedText


class LocalizedTextField:
    """One value, `LocalizedText`, in two columns: ``<name>_zh`` and ``<name>_en``.

    The columns are fields of their own: rows are filtered and sorted by them, and forms show two inputs. The value is read and set
    whole (not in a constructor, which knows the columns alone), and checked when it is set: SQLite would take a text of any length.
    """

    def __init__(
        self,
        verbose_name: str | None = None,
        max_length: int | None = None,
        max_length_en: int | None = None,
        blank: bool = False,
    ) -> None:
        """
        Args:
            verbose_name: of the Chinese column; the English one is called the same, marked as English.
            max_length: characters in each language; None: no bound.
            max_length_en: characters in English, where it may be longer.
            blank: rows may be without it; it is "" then.
        """
        self._longest = (max_length, max_length_en or max_length)
        names = (verbose_name, verbose_name and f"{verbose_name}（英文）")
        # Made here, so that they stand among the model's fields where this one is written.
        self._columns = tuple(_column(name, longest, blank) for name, longest in zip(names, self._longest, strict=True))

    def contribute_to_class(self, model: type[models.Model], name: str) -> None:
        """Called by Django where a model's class is made."""
        self._names = (f"{name}_zh", f"{name}_en")
        for column_name, column in zip(self._names, self._columns, strict=True):
            column.contribute_to_class(model, column_name)
        setattr(model, name, self)

    @overload
    def __get__(self, row: None, owner: type[Any]) -> LocalizedTextField: ...

    @overload
    def __get__(self, row: models.Model, owner: type[Any] | None = None) -> LocalizedText: ...

    def __get__(self, row: models.Model | None, owner: type[Any] | None = None) -> LocalizedText | LocalizedTextField:
        return self if row is None else LocalizedText(*(getattr(row, name) for name in self._names))

    def __set__(self, row: models.Model, text: LocalizedText) -> None:
        """TypeError for what is no such text, ValueError for one that does not fit."""
        if not isinstance(text, LocalizedText):
            raise TypeError(f"{self._names[0][:-3]} is a text in two languages")
        for name, part, longest in zip(self._names, (text.zh, text.en), self._longest, strict=True):
            if longest is not None and len(part) > longest:
                raise ValueError(f"{name}: {len(part)} characters, where {longest} fit")
            setattr(row, name, part)


def _column(name: str | None, longest: int | None, blank: bool) -> models.Field[Any, Any]:
    missing: dict[str, Any] = {"blank": True, "default": ""} if blank else {}
    return models.TextField(name, **missing) if longest is None else models.CharField(name, max_length=longest, **missing)
