"""The service over a small world, as the tests of the service have it."""

from __future__ import annotations

from api.conftest import quiet_client, quiet_world

__all__ = ["quiet_client", "quiet_world"]
