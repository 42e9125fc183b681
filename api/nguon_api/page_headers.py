"""The headers that fence the page in: what it may load, and who may frame it."""

from __future__ import annotations

_OFF = ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")


def _policy(connect: str) -> str:
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        f"connect-src {connect}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        f"require-trusted-types-for 'script'"
    )


def _headers(connect: str) -> dict[str, str]:
    return {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": _policy(connect),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _OFF),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


# The scanned page speaks to its own host and to nobody else.
SCAN_HEADERS = _headers("'self'")

# The landing page also fetches evidence from a ledger whose link the visitor followed.
FOLDER_HEADERS = _headers("'self' https: http://localhost:*")
