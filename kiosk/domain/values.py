"""What every room hands to another: values that never change."""

from __future__ import annotations

from typing import Any, dataclass_transform

from msgspec import Struct, field
from msgspec.structs import asdict, replace

__all__ = ["Value", "asdict", "field", "replace"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Value(Struct, frozen=True):
    """Compared and hashed by what it holds, changed by ``replace``. A kind of value names its fields; that it never changes is said
    here, to msgspec and to whatever checks types.

    It never prints what it holds: much of it is somebody's, and what is printed ends in a log.

    A msgspec struct and not a dataclass: a frozen dataclass takes the interpreter 0.8 ms to make, and the terminal makes some
    200 kinds before its first frame.
    """

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Within one of the wire's models (pydantic): an object of its fields. One with a default may be missing: an older program
        sent it. One that is not known is ignored: a newer one did."""
        from typing import NotRequired, get_type_hints

        from msgspec.structs import fields as fields_of
        from pydantic_core import core_schema
        from typing_extensions import TypedDict

        hints = get_type_hints(cls)
        types = {field.name: hints[field.name] if field.required else NotRequired[hints[field.name]] for field in fields_of(cls)}
        shape = TypedDict(cls.__name__, types)  # type: ignore[misc]
        shape.__doc__ = cls.__doc__
        fields = handler.generate_schema(shape)
        return core_schema.no_info_wrap_validator_function(
            lambda given, read: given if isinstance(given, cls) else cls(**read(given)),
            fields,
            serialization=core_schema.plain_serializer_function_ser_schema(asdict, return_schema=fields),
        )
