from __future__ import annotations

from engine.conftest import _quick_recovery

__all__ = ["_quick_recovery"]
