"""Take a picture of a debrief page with a Chromium browser, for README and review.

Run: uv run python tools/page_picture.py RUN/debrief.html docs/pictures/debrief_en.png --height 1500
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


def main() -> int:
    """Draw the page and say where the picture lies; 3 without a browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--width", type=int, default=1280, help="pixels; a phone has about 500")
    parser.add_argument("--height", type=int, default=1500, help="pixels")
    args = parser.parse_args()
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        print(f"no browser found; install one of {', '.join(BROWSERS)}", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                f"--user-data-dir={profile}",
                f"--window-size={args.width},{args.height}",
                f"--screenshot={args.picture.resolve()}",
                args.page.resolve().as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )
    print(args.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
