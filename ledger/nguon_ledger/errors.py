"""The one error that leaves this package."""

from __future__ import annotations


class NguonError(Exception):
    """Something was refused.

    ``code`` is stable and meant for programs (docs/errors.md lists them), ``detail`` is one
    sentence for a person, ``field`` points at the part at fault where there is one.
    """

    def __init__(self, code: str, detail: str, *, field: str | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.field = field

    def __reduce__(self) -> tuple[object, ...]:
        """Arrive in another process whole; exceptions with keyword arguments otherwise do not."""
        return _restored, (type(self), self.args, vars(self))


def _restored(
    kind: type[NguonError], args: tuple[object, ...], members: dict[str, object]
) -> NguonError:
    error = kind.__new__(kind, *args)
    vars(error).update(members)
    return error
