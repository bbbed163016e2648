"""What all tests share."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings

# A case is as slow as the machine is busy: time is measured by the benchmarks, and the same cases come every time.
settings.register_profile("muster", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("muster")

MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3

# Hundreds of databases that each wait for the disk at every commit are a third of the whole run. What is killed here
# is a process and never the machine, so files in memory are as lasting; a container with little of it takes the disk.
if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: no collection of garbage needs to look through it again."""
    gc.collect()
    gc.freeze()
