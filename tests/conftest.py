"""What all tests share: software GL that does not crash, no window, no sound, own settings."""

import os
import tempfile

# Before anything imports a driver: llvmpipe of Debian 12 crashes on large shaders without nopt.
os.environ.setdefault("GALLIVM_PERF", "nopt")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("ALSOFT_DRIVERS", "null")
# Tests never read or write the settings and runs of the person who runs them; the cache is shared.
_HOME = tempfile.mkdtemp(prefix="theatrum-tests-")
os.environ["THEATRUM_CONFIG"] = os.path.join(_HOME, "config")
os.environ["THEATRUM_DATA"] = os.path.join(_HOME, "data")
