"""What branching a body costs: copy of the state, public save and restore, and settling."""

import json

from physiology.twin import Twin
from physiology.validation.record import MAN
from physiology.validation.speed import copies

if __name__ == "__main__":
    print(json.dumps(copies(Twin(MAN).save()), indent=2))
