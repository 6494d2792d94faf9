"""Every public function and method says what it does, or overrides one that does.

Read from the source alone, so that nothing is imported: neither Qt nor Django is needed, and a class is looked for where its module
imports it from. What counts as documented without a docstring of its own:

- a method whose name has a docstring in one of the class's bases in this project; an override of a library's method has its own;
- a method of a Protocol of the same top folder that the class has all members of, though it does not name it as a base;
- a property's setter or deleter, and an overload: the property, and the function itself, tell.

What lies inside a function is the function's own business, and so is all that is called ``_something``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[1]
FOLDERS = ("commands", "devices", "kiosk", "offline_cache", "screens", "central_platform")
Function = ast.FunctionDef | ast.AsyncFunctionDef
Defined = tuple[ast.ClassDef | Function, tuple[str, ...]]  # and the names of the classes that it lies in
_WITHOUT = {"setter", "deleter", "overload"}  # decorators of what needs no docstring


class Class:
    """``name``: in full. ``bases``: as its module writes them, behind the module's name."""

    def __init__(self, module: str, inside: tuple[str, ...], node: ast.ClassDef) -> None:
        self.name = ".".join((module, *inside, node.name))
        self.folder = module.partition(".")[0]
        bases = (base.value if isinstance(base, ast.Subscript) else base for base in node.bases)  # Generic[T] is Generic
        self.bases = tuple(f"{module}.{ast.unparse(base)}" for base in bases)
        self._node = node

    @cached_property
    def methods(self) -> dict[str, bool]:
        """Its own, and whether each has a docstring."""
        functions = [node for node in statements(self._node.body) if isinstance(node, Function)]
        told = {node.name for node in functions if ast.get_docstring(node)}
        return {node.name: node.name in told for node in functions}

    @cached_property
    def members(self) -> frozenset[str]:
        """Its own methods and attributes, with what its methods set."""
        names = set(self.methods)
        for node in ast.walk(self._node):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
                names |= {node.attr} if node.value.id == "self" else set()
        for node in statements(self._node.body):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
        return frozenset(names)


class Project:
    """What ``{path: source}`` defines."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._imported: dict[str, str] = {}  # the full name that a module gives to something -> where it has it from
        self._classes: dict[str, Class] = {}
        self._protocols: dict[str, list[list[Class]]] = {}
        self._defined: dict[str, list[Defined]] = {}
        for path, source in sources.items():
            tree, module = ast.parse(source), module_of(path)
            self._imported.update(imports(module, tree))
            self._defined[path] = list(defined(tree.body))
            made = [Class(module, inside, node) for node, inside in self._defined[path] if isinstance(node, ast.ClassDef)]
            self._classes.update((one.name, one) for one in made)
        for one in self._classes.values():
            if "typing.Protocol" in map(self._resolved, one.bases):
                self._protocols.setdefault(one.folder, []).append(self._lineage(one))

    def undocumented(self) -> list[str]:
        """``path:line name`` of all that is public and told nowhere."""
        found = []
        for path, all_of_it in self._defined.items():
            for node, inside in all_of_it:
                names = (*inside, node.name)
                public = not any(name.startswith("_") for name in names)
                if isinstance(node, ast.ClassDef) or not public or ast.get_docstring(node) or marks(node) & _WITHOUT:
                    continue
                of = self._classes.get(".".join((module_of(path), *inside)))
                if of is None or not self._told_elsewhere(of, node.name):
                    found.append(f"{path}:{node.lineno} {'.'.join(names)}")
        return found

    def _told_elsewhere(self, of: Class, method: str) -> bool:
        family = self._lineage(of)
        if tells_of(family[1:], method):
            return True
        members = frozenset[str]().union(*(one.members for one in family))
        for protocol in self._protocols.get(of.folder, []):
            if protocol[0] is not of and tells_of(protocol, method) and all(one.members <= members for one in protocol):
                return True
        return False

    def _lineage(self, of: Class) -> list[Class]:
        """The class and all its bases, as far as they are the project's."""
        family = [of]
        for one in family:
            bases = (self._classes.get(self._resolved(name)) for name in one.bases)
            family += [base for base in bases if base is not None and base not in family]
        return family

    def _resolved(self, name: str) -> str:
        """The name at the place where it is defined, as far as it can be followed."""
        seen = {name}
        while name not in self._classes:
            front = next((front for front in fronts(name) if front in self._imported), "")
            name = self._imported.get(front, "") + name[len(front) :]
            if name in seen:  # nothing was imported; or a package imports a module of its own
                break
            seen.add(name)
        return name


def tells_of(family: Iterable[Class], method: str) -> bool:
    return any(one.methods.get(method, False) for one in family)


def marks(node: Function) -> set[str]:
    return {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def fronts(name: str) -> Iterator[str]:
    """The name, and what is left of it as words are taken from its end."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Of a module or a class, with those under its ``if``, ``try`` and ``with``."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            handlers = node.handlers if isinstance(node, ast.Try) else []
            for part in (node, *handlers):
                for block in ("body", "orelse", "finalbody"):
                    yield from statements(getattr(part, block, []))


def defined(body: Iterable[ast.stmt], inside: tuple[str, ...] = ()) -> Iterator[Defined]:
    """Classes and functions, also within classes; nothing that lies in a function."""
    for node in statements(body):
        if isinstance(node, ast.ClassDef | Function):
            yield node, inside
        if isinstance(node, ast.ClassDef):
            yield from defined(node.body, (*inside, node.name))


def imports(module: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What the module's own names stand for, in full; the project imports nothing by relative names (``from .``)."""
    for node in statements(tree.body):
        if isinstance(node, ast.ImportFrom):
            yield from ((f"{module}.{name.asname or name.name}", f"{node.module}.{name.name}") for name in node.names)
        elif isinstance(node, ast.Import):
            yield from ((f"{module}.{name.asname or name.name}", name.name) for name in node.names)


def project_sources() -> dict[str, str]:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted((ROOT / "main.py", *paths))}


def found_in(**sources: str) -> list[str]:
    """``kiosk__a="..."`` is kiosk/a.py."""
    return Project({f"{name.replace('__', '/')}.py": dedent(source) for name, source in sources.items()}).undocumented()


BASE = '''
from typing import Protocol

class Base:
    def told(self):
        """Says it."""
    def untold(self): ...

class Way(Protocol):
    def read(self):
        """Says it."""
    def close(self): ...
'''
BASE_FINDS = ["kiosk/base.py:7 Base.untold", "kiosk/base.py:12 Way.close"]


def test_every_public_function_says_what_it_does() -> None:
    sources = project_sources()
    assert {path.partition("/")[0] for path in sources} == {"main.py", *FOLDERS}
    found = Project(sources).undocumented()
    assert not found, "without a docstring:\n" + "\n".join(found)


def test_what_is_public_and_silent_is_told_with_its_line() -> None:
    source = """
    def silent(): ...
    if True:
        class Box:
            @staticmethod
            async def open(): ...
    """
    assert found_in(kiosk__a=source) == ["kiosk/a.py:2 silent", "kiosk/a.py:6 Box.open"]


def test_private_nested_setters_and_overloads_need_none() -> None:
    source = '''
    from typing import overload
    def told():
        """Says it."""
        def inner(): ...
    def _private(): ...
    class _Hidden:
        def open(self): ...
    class Box:
        def __len__(self): ...
        @property
        def size(self):
            """Says it."""
        @size.setter
        def size(self, value): ...
        @overload
        def put(self, one): ...
        def put(self, one):
            """Says it."""
    '''
    assert found_in(kiosk__a=source) == []


def test_an_override_needs_none_where_its_base_tells() -> None:
    between = "from kiosk.base import Base as Base"
    source = """
    from kiosk import between
    class Middle(between.Base[int]): ...
    class Low(Middle):
        def told(self): ...
        def untold(self): ...
    """
    found = found_in(kiosk__base=BASE, kiosk__between=between, kiosk__low=source)
    assert found == [*BASE_FINDS, "kiosk/low.py:6 Low.untold"]


def test_a_base_of_the_same_name_elsewhere_tells_nothing() -> None:
    source = """
    from library.base import Base
    class Low(Base):
        def told(self): ...
    """
    assert found_in(kiosk__base=BASE, kiosk__low=source) == [*BASE_FINDS, "kiosk/low.py:4 Low.told"]


def test_a_protocol_tells_what_has_all_of_it_in_its_folder() -> None:
    whole = """
    class Line:
        def __init__(self, close):
            self.close = close
        def read(self): ...
    """
    part = """
    class Line:
        def read(self): ...
    """
    found = found_in(kiosk__base=BASE, kiosk__whole=whole, kiosk__part=part, devices__whole=whole)
    assert found == [*BASE_FINDS, "kiosk/part.py:3 Line.read", "devices/whole.py:5 Line.read"]


def test_a_package_that_imports_its_own_module_is_followed() -> None:
    source = """
    from kiosk import a
    class Low(a.Missing):
        def told(self): ...
    """
    assert found_in(kiosk__a="from kiosk import a", kiosk__b=source) == ["kiosk/b.py:4 Low.told"]
