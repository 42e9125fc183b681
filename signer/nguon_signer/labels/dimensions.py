"""How large a printed QR code has to be."""

from __future__ import annotations

import math

from nguon_ledger.errors import NguonError

# GS1 General Specifications, 5.12.3.1: the X-dimension (side of a module) of a QR code that is
# scanned at retail point of sale.
MODULE_MM_MIN = 0.396
MODULE_MM_MAX = 0.990
# ISO/IEC 18004, 6.3.8, and GS1 General Specifications, 5.12.3.1: 4X on all four sides.
QUIET_ZONE_MODULES = 4
# GS1 sets no size for the whole symbol: it follows from the modules. 21 mm is our own floor for
# the white square that a code stands in, quiet zone included. It is what 33 modules (version 4,
# which carries 62 bytes at level M) and two quiet zones take at 0.5 mm, rounded up.
SQUARE_MM_MIN = 21.0
MM_PER_INCH = 25.4


def check_module(module_mm: float, *, field: str) -> None:
    """Check the side of a module in mm.

    Raises NguonError ``module_too_small`` or ``module_too_large``.
    """
    if module_mm < MODULE_MM_MIN:
        raise NguonError(
            "module_too_small",
            f"a module of {module_mm:.3f} mm is below {MODULE_MM_MIN} mm, "
            "the least that a retail point of sale must be able to scan",
            field=field,
        )
    if not module_mm <= MODULE_MM_MAX:
        raise NguonError(
            "module_too_large",
            f"a module of {module_mm:.3f} mm is above {MODULE_MM_MAX} mm, "
            "the most that a retail point of sale must be able to scan",
            field=field,
        )


def quiet_zone(*, modules: int, module_mm: float) -> int:
    """Return the quiet zone in modules: 4, or more where the square would be under 21 mm."""
    missing = SQUARE_MM_MIN / module_mm - modules
    return max(QUIET_ZONE_MODULES, math.ceil(missing / 2))
