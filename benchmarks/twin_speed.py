"""What the speed figure rests on: prints best, median, and all rounds."""

import json

from physiology.validation.speed import bench

if __name__ == "__main__":
    print(json.dumps(bench(), indent=2))
