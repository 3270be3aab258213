"""The architecture is a test: contracts hold, and each is seen to catch a planted violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"
PACKAGES = ("physiology", "learning", "simulator")

PLANTS = {
    "physiology/planted.py": "import learning.events\n",
    "learning/planted.py": "import simulator.progress\n",
    "simulator/core/planted.py": "import panda3d.core\n",
    "simulator/anatomy/planted.py": "import simulator.core.records\n",
    "simulator/console/planted.py": "import direct.showbase.ShowBase\n",
    "simulator/rigs/planted.py": "import simulator.scene\n",
    "simulator/procedures/planted.py": "import physiology.organs\n",
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in PACKAGES:
        leave_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / package, ignore=leave_out)
    return folder


def test_contracts_hold():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("plant", PLANTS)
def test_planted_violation_is_caught(copy: Path, plant: str):
    file = copy / plant
    file.write_text(PLANTS[plant])
    try:
        done = lint(copy)
    finally:
        file.unlink()
    assert done.returncode != 0
    assert "planted" in done.stdout


def test_launcher_has_no_logic():
    lines = [line for line in (ROOT / "launcher.py").read_text().splitlines() if line.strip()]
    assert len(lines) <= 8
    assert "simulator.commands" in "\n".join(lines)
