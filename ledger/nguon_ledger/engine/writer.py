"""The one writer of a ledger in this process: pool, batch, commit, answer.

Any error stops the batch: nobody in it is acknowledged, and the store is read again before
anything else is written. Whoever sends the same bytes again gets the index that they may have got
already.
"""

from __future__ import annotations

import logging
import queue
import threading
import time as clock
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from nguon_ledger.engine.checked import Checked, Placed, Recorded
from nguon_ledger.engine.observer import Observer
from nguon_ledger.engine.reader import snapshot
from nguon_ledger.engine.sequencing import Outcomes, Sequencing, Setting
from nguon_ledger.engine.waiting import Waiting
from nguon_ledger.errors import NguonError
from nguon_ledger.registry.state import Registry

MAX_BATCH = 4096
MAX_POOL = 16_384
LINGER = 0.005  # seconds that a batch waits for company
RETRY = 1.0  # seconds between looks at a store that failed

_log = logging.getLogger(__name__)
