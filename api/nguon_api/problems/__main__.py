"""Print docs/errors.md."""

from __future__ import annotations

import sys

from nguon_api.problems.page import errors_page

sys.stdout.write(errors_page())
