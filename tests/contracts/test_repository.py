"""What the repository promises of itself: paths in docs exist, nothing of a machine is in it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
]
ROOMS = "physiology|learning|simulator|assets|scenarios|tests|docs|benchmarks|tools"
PATH = re.compile(rf"`((?:{ROOMS})/[\w./-]*)`")


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_paths_named_in_docs_exist(page: Path):
    missing = [p for p in PATH.findall(page.read_text(encoding="utf-8")) if not (ROOT / p).exists()]
    assert missing == []


NAME = re.compile(r"(?<![\w/.])[a-z_]+(?:/|\.py|\.toml)(?=[\s,;:.]|$)")


def named_in_the_tree():
    """Each name in the tree of ARCHITECTURE.md, with the folders that it may stand in."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    room, inner, found = ROOT, ROOT, []
    for line in page.split("```")[1].splitlines():
        for match in NAME.finditer(line):
            name, column = match.group(), match.start()
            if column == 0 and name.endswith("/"):
                room = inner = ROOT / name
            elif column == 2:
                inner = room / name if name.endswith("/") else room
            found.append((name, {ROOT, room, inner}))
    return found


def test_what_the_tree_of_the_architecture_names_is_there():
    named = named_in_the_tree()
    assert {"launcher.py", "organs/", "painter.py", "scenarios/"} <= {name for name, _ in named}
    assert len(named) > 40
    missing = [n for n, folders in named if not any((f / n).exists() for f in folders)]
    assert missing == []


def test_pictures_and_links_in_docs_exist():
    missing = []
    for page in DOCS:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                missing.append(f"{page.name}: {target}")
    assert missing == []


def test_readme_has_exactly_two_commands_to_start():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^uv run .+$", readme.split("\n## ")[1], flags=re.M)
    assert commands == ["uv run launcher.py play tension_pneumothorax", "uv run pytest"]
    assert "medical advice" in readme


HAS_GIT = shutil.which("git") is not None and (ROOT / ".git").exists()


@pytest.mark.skipif(not HAS_GIT, reason="no git here")
def test_no_lock_file_and_no_home_folder_is_tracked():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    assert "uv.lock" not in tracked
    home = re.compile(r"(?<![\w.])/(home|root|Users)/\w+")
    text = (".py", ".md", ".toml", ".ttl", ".glsl", ".html")
    wrong = [
        name
        for name in tracked
        if name.endswith(text)
        and (ROOT / name).exists()
        and home.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert wrong == []


def test_ruff_is_clean():
    command = [sys.executable, "-m", "ruff", "check", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
