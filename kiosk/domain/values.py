"""What every room hands to another: values that never change."""

from __future__ import annotations

from threading import Lock
from typing import Any, TypeVar, dataclass_transform, overload

from msgspec import Struct, convert, field, json
from msgspec.structs import asdict, replace

__all__ = ["Value", "asdict", "converted", "decoded", "decoder_of", "field", "replace"]

_T = TypeVar("_T")
_decoders: dict[Any, json.Decoder[Any]] = {}
_making = Lock()


@overload
def decoder_of(kind: type[_T]) -> json.Decoder[_T]: ...
@overload
def decoder_of(kind: Any) -> json.Decoder[Any]: ...
def decoder_of(kind: Any) -> json.Decoder[Any]:
    """What reads JSON as one of these, made once in a process.

    msgspec (0.22) finds out what a struct holds when it is first asked for, and lets other threads see what it has not yet found:
    two that first ask for kinds with a struct in common end the process (SIGSEGV). So nobody else asks it; each kind is made here,
    under a lock.
    """
    known = _decoders.get(kind)
    if known is None:
        with _making:
            known = _decoders.setdefault(kind, json.Decoder(kind))
    return known


@overload
def decoded(data: bytes | str, kind: type[_T]) -> _T: ...
@overload
def decoded(data: bytes | str, kind: Any) -> Any: ...
def decoded(data: bytes | str, kind: Any) -> Any:
    """JSON as one of these. msgspec.MsgspecError where it is none."""
    return decoder_of(kind).decode(data)


def converted(plain: Any, kind: type[_T]) -> _T:
    """What JSON or YAML was read into, as one of these. msgspec.ValidationError where it is none."""
    decoder_of(kind)
    return convert(plain, kind)


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
