"""The verbs around playing: what is refused, in which words, and that nothing is left behind."""

import json
import os

import pytest

from simulator.commands import main
from simulator.core.scenario import case_file

CASE = "tension_pneumothorax"


def said(capsys):
    caught = capsys.readouterr()
    lines = [line for line in caught.err.splitlines() if line.startswith("theatrum: ")]
    assert len(lines) == 1, caught.err
    return lines[0]


@pytest.fixture
def unseen(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


@pytest.mark.parametrize(
    ("words", "code", "parts"),
    [
        (["tension_pneumotorax"], 2, ["'tension_pneumotorax'", f"did you mean '{CASE}'"]),
        (["nowhere/case.toml"], 2, ["nowhere/case.toml", "does not exist"]),
        ([CASE, "--trainee", "exprt"], 2, ["'exprt'", "did you mean 'expert'"]),
        ([CASE, "--patient", "li_wie"], 2, ["'li_wie'", "did you mean 'li_wei'"]),
        ([CASE, "--fps", "0"], 2, ["--fps is 0", "10 to 240"]),
        ([CASE, "--fps", "nan"], 2, ["--fps is nan", "10 to 240"]),
        ([CASE, "--speed", "-1"], 2, ["--speed is -1", "0.1 to 1000"]),
        ([CASE, "--speed", "inf"], 2, ["--speed is inf", "0.1 to 1000"]),
        ([CASE, "--seed", "-5"], 2, ["--seed is -5", "0 to"]),
        ([CASE, "--frames-every", "nan"], 2, ["--frames-every is nan"]),
        ([CASE, "--rig", "desktop"], 3, ["'desktop'", "no display", "--rig offscreen"]),
        (["tutorial_hands"], 3, ["'tutorial_hands'", "at a screen", "--trainee"]),
        ([CASE, "--rig", "vr"], 3, ["'vr'", "--rig desktop"]),
    ],
)
def test_play_refuses_in_one_sentence_and_writes_nothing(
    words, code, parts, tmp_path, capsys, unseen
):
    out = tmp_path / "run"
    assert main(["play", *words, "--out", str(out)]) == code
    sentence = said(capsys)
    for part in parts:
        assert part in sentence
    assert not out.exists()


@pytest.mark.parametrize("words", [["--seed", "x"], ["--rig", "telepathy"], ["--lang", "fr"]])
def test_words_that_the_parser_knows_are_refused_by_it(words, tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["play", CASE, *words, "--out", str(tmp_path / "run")])
    assert caught.value.code == 2
    assert words[0] in capsys.readouterr().err


def person(**changes):
    fields = {"age_y": "34", "sex": '"male"', "height_cm": "176", "weight_kg": "80"} | changes
    lines = [f"{name} = {value}" for name, value in fields.items()]
    return "\n".join(['id = "x"', 'name = { en = "X", zh = "X" }', *lines])


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"age_y": "400"}, ["age_y is 400"]),
        ({"age_y": "nan"}, ["age_y is nan"]),
        ({"weight_kg": "-3"}, ["weight_kg is -3"]),
        ({"weight_lb": "176"}, ["'weight_lb' is unknown", "did you mean 'weight_kg'"]),
        ({"sex": '"m"'}, ["sex is 'm'", "one of female, male"]),
        ({"height_cm": '"176 cm"'}, ["height_cm is '176 cm'"]),
        ({"conditions": '["dragon_pox"]'}, ["dragon_pox"]),
    ],
)
def test_an_impossible_patient_file_is_named_with_field_value_and_rule(
    changes, parts, tmp_path, capsys, unseen
):
    file = tmp_path / "somebody.toml"
    file.write_text(person(**changes), encoding="utf-8")
    out = tmp_path / "run"
    assert main(["play", CASE, "--patient", str(file), "--out", str(out)]) == 2
    sentence = said(capsys)
    for part in ["somebody.toml", *parts]:
        assert part in sentence
    assert not out.exists()


def test_an_out_that_can_not_be_a_folder_is_refused_before_anything_is_built(
    tmp_path, capsys, unseen
):
    (tmp_path / "file").write_text("in the way")
    assert main(["play", CASE, "--out", str(tmp_path / "file" / "run")]) == 3
    assert "can not be written" in said(capsys)
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "log.jsonl").write_text("{}")
    assert main(["play", CASE, "--out", str(taken)]) == 2
    assert "already holds a run" in said(capsys)
    assert sorted(p.name for p in taken.iterdir()) == ["log.jsonl"]


@pytest.fixture(scope="module")
def minute(tmp_path_factory):
    """A case that is over after half a minute, and a run of it made by the verb itself."""
    folder = tmp_path_factory.mktemp("minute")
    raw = case_file(CASE).read_text(encoding="utf-8")
    lines = []
    for line in raw.splitlines():
        if '"OpenLung' in line or '"Injure' in line:
            continue
        line = line.replace("@1440", "@5").replace("@1460", "@6").replace("@600", "@2")
        line = line.replace("max_min = 30.0", "max_min = 0.5")
        lines.append("arrive_s = 10.0" if line.startswith("arrive_s") else line)
    case = folder / "minute.toml"
    case.write_text("\n".join(lines), encoding="utf-8")
    out = folder / "run"
    shown = {name: os.environ.pop(name, None) for name in ("DISPLAY", "WAYLAND_DISPLAY")}
    try:
        code = main(["play", str(case), "--out", str(out), "--frames-every", "0"])
    finally:
        os.environ.update({name: value for name, value in shown.items() if value})
    assert code == 0
    return out


def test_without_a_display_expert_plays_unseen_and_is_debriefed(minute):
    header = json.loads((minute / "log.jsonl").read_text().splitlines()[0])["data"]
    assert (header["rig"], header["trainee"]) == ("offscreen", "expert")
    assert {"log.jsonl", "poses.msgpack", "vitals.csv", "debrief.json", "debrief.html"} <= {
        path.name for path in minute.iterdir()
    }


def test_replay_check_says_yes_and_after_an_edit_no(minute, tmp_path, capsys):
    assert main(["replay", str(minute), "--check", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["is_exact"]
    edited = tmp_path / "edited"
    edited.mkdir()
    raw = (minute / "log.jsonl").read_bytes()
    (edited / "log.jsonl").write_bytes(raw.replace(b'"flow_l_per_min":15', b'"flow_l_per_min":16'))
    assert main(["replay", str(edited), "--check", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert not answer["agrees"]
    assert "line" in answer["problem"]
    assert main(["replay", str(edited)]) == 2
    assert "line" in said(capsys)
    (edited / "log.jsonl").write_bytes(raw[: len(raw) // 2])
    assert main(["replay", str(edited), "--check"]) == 1
    assert "--partial" in capsys.readouterr().out
    assert main(["replay", "no_such_run", "--check"]) == 2


@pytest.mark.parametrize("name", ["poses.msgpack", "vitals.csv"])
def test_replay_check_looks_at_everything_that_was_recorded(minute, tmp_path, capsys, name):
    for file in ("log.jsonl", "poses.msgpack", "vitals.csv"):
        (tmp_path / file).write_bytes((minute / file).read_bytes())
    raw = bytearray((tmp_path / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (tmp_path / name).write_bytes(raw)
    assert main(["replay", str(tmp_path), "--check", "--json"]) == 1
    problem = json.loads(capsys.readouterr().out)["problem"]
    assert f"{name} does not fit" in problem or f"{name}: chunk" in problem
    (tmp_path / name).unlink()
    assert main(["replay", str(tmp_path), "--check", "--json"]) == 1
    assert f"{name} is missing" in json.loads(capsys.readouterr().out)["problem"]
    assert main(["replay", str(tmp_path)]) == 0  # the deeds alone still agree


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["play", "a" * 300, "--trainee", "idle"], ["is unknown"]),
        (["play", "a" * 300 + ".toml", "--trainee", "idle"], ["does not exist"]),
        (["replay", "a" * 300], ["is unknown"]),
        (["replay", ""], ["run '' is unknown"]),
        (["twin", "run", "--patient", "li_wie"], ["did you mean 'li_wei'"]),
        (["twin", "run", "--minutes", "1", "--do", "Sedate depth_fraction=1 @60"],
         ["does not lie before the end at 60 s", "--minutes"]),
        (["twin", "fuzz", "--seed", "-5"], ["--seed is -5", "from 0"]),
        (["anatomy", "export", "lung"], ["--out FILE", ".obj"]),
        (["anatomy", "export", "lung", "--out", "lung.stl"], ["'lung.stl'", ".obj"]),
        (["anatomy", "show"], ["which structure"]),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_in_one_sentence(words, parts, capsys, unseen):
    assert main(words) == 2
    sentence = said(capsys)
    for part in parts:
        assert part in sentence


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (person(age_y="400"), ["age_y is 400", "from 2 to 110"]),
        (person(wieght_kg="80"), ["'wieght_kg' is unknown", "did you mean 'weight_kg'"]),
        (person(seed='"abc"'), ["'seed' is unknown"]),
        ("patient = 3", ["'patient' is unknown"]),
        (person(conditions="3"), ["conditions is 3", "expected array"]),
        ("age_y = ", ["is no TOML"]),
    ],
)
def test_the_twin_reads_patients_as_a_case_does(text, parts, tmp_path, capsys):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    assert main(["twin", "run", "--patient", str(file)]) == 2
    sentence = said(capsys)
    for part in ["mine.toml", *parts]:
        assert part in sentence


def test_runs_are_listed_renamed_and_deleted(minute, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("THEATRUM_DATA", str(tmp_path))
    assert main(["runs", "list"]) == 0
    assert "no runs yet" in capsys.readouterr().out
    (tmp_path / "runs" / "mine").mkdir(parents=True)
    (tmp_path / "runs" / "mine" / "log.jsonl").write_bytes((minute / "log.jsonl").read_bytes())
    (tmp_path / "runs" / "broken").mkdir()
    (tmp_path / "runs" / "broken" / "log.jsonl").write_text("hello")
    assert main(["runs", "list", "--json"]) == 0
    runs = {run["name"]: run for run in json.loads(capsys.readouterr().out)["runs"]}
    assert runs["mine"]["trainee"] == "expert"
    assert runs["mine"]["length_s"] == pytest.approx(30.0)
    assert "no log" in runs["broken"]["problem"]
    assert main(["runs", "rename", "mine", "../up"]) == 2
    assert "not possible" in said(capsys)
    assert main(["runs", "rename", "mine", "broken"]) == 2
    assert main(["runs", "rename", "mine", "第一次"]) == 0
    assert (tmp_path / "runs" / "第一次" / "log.jsonl").is_file()
    capsys.readouterr()
    assert main(["runs", "delete", "mime", "--yes"]) == 2
    assert main(["runs", "delete", "第一次", "--yes"]) == 0
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["broken"]


def test_case_check_and_schema(tmp_path, capsys):
    assert main(["case", "check"]) == 0
    capsys.readouterr()
    raw = case_file(CASE).read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(raw.replace('"stethoscope"', '"stetoscope"'), encoding="utf-8")
    assert main(["case", "check", str(wrong), "--json"]) == 1
    finding = json.loads(capsys.readouterr().out)["findings"][0]
    assert finding["kind"] == "error"
    assert finding["line"] == next(
        n for n, line in enumerate(raw.splitlines(), 1) if line.startswith("tools")
    )
    assert "did you mean 'stethoscope'" in finding["advice"]
    assert main(["case", "check", "no_such_case"]) == 1
    assert main(["case", "check", str(tmp_path)]) == 1
    capsys.readouterr()
    assert main(["case", "schema"]) == 0
    assert "Case" in json.loads(capsys.readouterr().out)["$defs"]


@pytest.mark.slow
def test_case_test_plays_the_first_minute_of_every_case(capsys):
    assert main(["case", "test", "--json"]) == 0
    assert all(f["kind"] != "error" for f in json.loads(capsys.readouterr().out)["findings"])
