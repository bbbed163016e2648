"""What all tests share."""

from hypothesis import settings

# A case is as slow as the machine is busy: time is measured by the benchmarks, and the same cases come every time.
settings.register_profile("muster", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("muster")
