"""Every error code that source files can raise, read from their syntax trees.

A code is the first argument of NguonError, of its kin, and of ``coded``. Where it is a name, the
name is followed: to an assignment in the file, or to the calls of the function it is a parameter
of. ``error.code`` passes on a code raised elsewhere. Anything else is an error of this walk.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

_ERRORS = {
    "NguonError",
    "QuotaExceededError",
    "RuleBrokenError",
    "StepError",
    "SchemaError",
    "coded",
    "_reported",
}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class UnreadableCodeError(Exception):
    """A code is written in a way that the walk does not follow."""


def raised_codes(package: Path) -> set[str]:
    """Collect the codes of a package, the table of problems itself aside."""
    files = {
        str(path): path.read_text(encoding="utf-8")
        for path in sorted(package.rglob("*.py"))
        if "problems" not in path.parts[:-1]
    }
    return codes_in(files)


def codes_in(files: Mapping[str, str]) -> set[str]:
    """Collect the codes of these files: name -> source."""
    trees = {name: ast.parse(source, name) for name, source in files.items()}
    return {code for tree in trees.values() for code in _Walk(tree, list(trees.values())).codes()}


class _Walk:
    def __init__(self, tree: ast.Module, everywhere: list[ast.Module]) -> None:
        self._tree = tree
        self._everywhere = everywhere

    def codes(self) -> Iterator[str]:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and _name(node.func) in _ERRORS:
                code = node.args[0] if node.args else None
                yield from self._read(code, node)

    def _read(self, code: ast.expr | None, at: ast.AST) -> Iterator[str]:
        match code:
            case ast.Constant(value=str(text)):
                yield text
            case ast.IfExp(body=body, orelse=orelse):
                yield from self._read(body, at)
                yield from self._read(orelse, at)
            case ast.Attribute(attr="code" | "_code"):  # given elsewhere
                return
            case ast.Subscript(slice=ast.Constant(value="code")):  # written down elsewhere
                return
            case ast.Name(id=name):
                yield from self._follow(name, at)
            case _:
                raise UnreadableCodeError(ast.dump(at))

    def _follow(self, name: str, at: ast.AST) -> Iterator[str]:
        function = self._function_around(at)
        if function is not None and name in _parameters(function):
            yield from self._arguments(function, name)
            return
        values = [
            node.value
            for node in ast.walk(function or self._tree)
            if isinstance(node, ast.Assign) and name in map(_name, node.targets)
        ]
        if not values:
            raise UnreadableCodeError(ast.dump(at))
        for value in values:
            yield from self._read(value, at)

    def _arguments(self, function: _Function, name: str) -> Iterator[str]:
        """Read what is passed for a parameter, wherever the function is called."""
        position = _parameters(function).index(name)
        for tree in self._everywhere:
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and _name(node.func) == function.name:
                    named = [k.value for k in node.keywords if k.arg == name]
                    given = named or node.args[position : position + 1]
                    for value in given:
                        yield from _Walk(tree, self._everywhere)._read(value, node)

    def _function_around(self, node: ast.AST) -> _Function | None:
        """Return the innermost function that holds the node."""
        holders = [
            function
            for function in ast.walk(self._tree)
            if isinstance(function, _Function) and node in ast.walk(function)
        ]
        return holders[-1] if holders else None


def _parameters(function: _Function) -> list[str]:
    found = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    return [*found, *(a.arg for a in function.args.kwonlyargs)]


def _name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None
