"""One Qt application for all tests of a process, the kind that can also show windows.

Qt allows one: were the monitor's smaller one made first, no window test could run after it.
"""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _qt_application():
    from simulator.console import app

    app.application()
