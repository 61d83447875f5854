"""Memory that is freed goes back to the system."""

import sys


def give_back() -> None:
    """Give back what was freed and kept for later: after a fit some forty megabytes that nothing asks for again.

    Only the C library of most Linux systems keeps so much, and only it can be told; elsewhere nothing is done.
    """
    if sys.platform == "linux":
        import ctypes

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
