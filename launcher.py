"""Start Theatrum: parse the arguments, choose a front end, start it. No logic lives here."""

import sys

from simulator.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
