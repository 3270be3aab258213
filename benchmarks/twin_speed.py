"""What the speed figure rests on: ``python benchmarks/twin_speed.py`` prints best, median, and all."""

import json

from physiology.validation.speed import bench

if __name__ == "__main__":
    print(json.dumps(bench(), indent=2))
