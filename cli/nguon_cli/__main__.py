"""`python -m nguon_cli` is `nguon`."""

import sys

from nguon_cli.main import main

sys.exit(main())
