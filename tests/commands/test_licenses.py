import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from simulator import sources as licenses
from simulator.text import LANGUAGES


def ask(*words):
    return subprocess.run(
        [sys.executable, "launcher.py", "licenses", *words],
        capture_output=True, text=True, encoding="utf-8", env=os.environ,
    )  # fmt: skip


def test_notice_and_table_say_the_same():
    assert Path("NOTICE").read_text(encoding="utf-8") == licenses.notice()


def test_every_dependency_is_named():
    needs = tomllib.loads(Path("pyproject.toml").read_text())["project"]["dependencies"]
    named = Path("NOTICE").read_text(encoding="utf-8").lower().replace("-", "_")
    for need in needs:
        name = re.split(r"[=<>\[ ]", need)[0].lower().replace("-", "_")
        assert name in named or name.replace("_essentials", "") in named, need


def test_no_strong_copyleft_and_every_row_is_whole():
    for source in licenses.sources():
        assert source.kind in licenses.KINDS
        assert set(source.use) == set(LANGUAGES)
        assert source.url.startswith("https://")
        assert not re.search(r"(?<!L)GPL", source.license), source.id


def test_the_license_is_apache_2():
    words = Path("LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in words
    assert "Version 2.0, January 2004" in words
    assert "END OF TERMS AND CONDITIONS" in words


def test_the_verb_prints_for_people_and_programs():
    told = json.loads(ask("--json").stdout)
    assert [row["id"] for row in told["sources"]] == [s.id for s in licenses.sources()]
    assert "CC0" in ask("--lang", "en").stdout
    assert "骨骼" in ask("--lang", "zh").stdout
