"""``twin``: the physiology by itself: run it, judge it, time it, try to break it."""

from __future__ import annotations

import argparse
import csv
import io
import json
from functools import partial
from pathlib import Path
from typing import Any

from physiology import DT_S, Patient, Twin, actions, formulary
from physiology.compiling import compile_equations
from physiology.course import course
from physiology.validation import table
from simulator import settings
from simulator.core.scenario import case_ids, load_case, load_person, person_ids
from simulator.errors import InputError
from simulator.progress import TerminalBar
from simulator.text import text

HELP = "run, validate, time or fuzz bodies by themselves, one or a thousand"
EXAMPLE = "launcher.py twin run --minutes 5 --do 'OpenLung side=left area_mm2=0.8 valve=in @30'"
LONGEST_MINUTES = 24.0 * 60.0
SEED_MOST = 2**40  # seeds of single lives follow from it and must stay whole numbers
MISSES_SHOWN = 25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Six jobs: run, validate, bench, fuzz, cohort, ready."""
    names = "run|validate|bench|fuzz|cohort|ready"
    jobs = parser.add_subparsers(dest="job", metavar=names, required=True)
    run_ = jobs.add_parser("run", help="let a body live, do deeds to it, print its course")
    run_.add_argument("--patient", metavar="FILE", help="another patient: id or file")
    run_.add_argument("--minutes", type=float, default=5.0, help="how long (simulated)")
    _add_deeds(run_)
    run_.add_argument("--every", type=float, default=10.0, metavar="S", help="seconds between rows")
    shape = run_.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="one JSON object")
    shape.add_argument(
        "--csv", metavar="FILE", help="write the course as CSV; '-' is standard output"
    )
    validate = jobs.add_parser(
        "validate", help="compare with published ranges; exit 1 when a rule fails"
    )
    validate.add_argument("--json", action="store_true", help="one JSON object")
    validate.add_argument("--group", action="append", help="only this group of rows, or this drug")
    validate.add_argument(
        "--targets", metavar="FILE", help="score this table instead of the four shipped ones"
    )
    validate.add_argument("--all", action="store_true", help="every miss and every reason")
    validate.add_argument(
        "--write", action="store_true", help="score the four tables and write their pages in docs/"
    )
    validate.add_argument(
        "--doses", action="store_true", help="give every drug in five doses; docs/pharmacology/"
    )
    bench = jobs.add_parser("bench", help="how much faster than life")
    bench.add_argument("--json", action="store_true", help="one JSON object")
    fuzz = jobs.add_parser("fuzz", help="random patients, random deeds: nothing may break")
    fuzz.add_argument("--runs", type=int, default=400)
    fuzz.add_argument("--seed", type=int, default=0)
    fuzz.add_argument("--json", action="store_true", help="one JSON object")
    cohort = jobs.add_parser("cohort", help="many different patients, the same deeds")
    cohort.add_argument("--patients", type=int, default=1000)
    cohort.add_argument("--minutes", type=float, default=10.0, help="how long each lives")
    _add_deeds(cohort)
    cohort.add_argument("--seed", type=int, default=0)
    cohort.add_argument("--json", action="store_true", help="one JSON object")
    ready = jobs.add_parser("ready", help="settle the shipped patients and keep them ready")
    ready.add_argument("--check", action="store_true", help="only say whether they still match")
    ready.add_argument("--json", action="store_true", help="one JSON object")


def _add_deeds(job: argparse.ArgumentParser) -> None:
    words = "'Name field=value … @s'"
    job.add_argument("--do", "--deed", action="append", default=[], metavar="DEED", help=words)


def run(args: argparse.Namespace) -> int:
    """Do the job."""
    jobs = {
        "run": _run, "validate": _validate, "bench": _bench, "fuzz": _fuzz, "cohort": _cohort,
        "ready": _ready,
    }  # fmt: skip
    return jobs[args.job](args)


def _compile() -> None:
    """Compile the equations where none are kept; it takes seconds, so it is seen."""
    bar, label = TerminalBar(), text("play.compiling", settings.load().language)
    compile_equations(lambda share: bar(share, label))


def _patient(name: str | None) -> Patient:
    if name is None:
        return Patient(age_y=34.0, sex="male", height_cm=176.0, weight_kg=80.0)
    return load_person(name).patient(seed=0)


def _run(args: argparse.Namespace) -> int:
    if not 0.0 < args.minutes <= LONGEST_MINUTES:
        raise InputError(
            f"--minutes is {args.minutes:g}; give more than 0 and at most {LONGEST_MINUTES:g}"
        )
    if not DT_S <= args.every <= 3600.0:
        raise InputError(f"--every is {args.every:g}; give {DT_S:g} to 3600 seconds")
    deeds = _deeds(args)
    _compile()
    twin = Twin(_patient(args.patient))
    rows = list(course(twin, deeds, args.minutes, args.every))
    _print_course(rows, args, twin)
    return 0


def _deeds(args: argparse.Namespace) -> list[tuple[float, actions.Action]]:
    """What --do asks for, in order of time; each must land while the body is watched."""
    end_s = args.minutes * 60.0
    for words in args.do:
        at_s, _ = actions.parse(words)
        if at_s >= end_s:
            raise InputError(
                f"--do {words!r} does not lie before the end at {end_s:g} s; do it sooner, or give "
                "more --minutes"
            )
    return sorted((actions.parse(words) for words in args.do), key=lambda pair: pair[0])


def _print_course(rows: list[dict[str, Any]], args: argparse.Namespace, twin: Twin) -> None:
    if args.json:
        clean = [{k: None if v != v else v for k, v in row.items()} for row in rows]
        print(json.dumps({"digest": twin.digest(), "rows": clean}))
        return
    if args.csv:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        if args.csv == "-":
            print(text.getvalue(), end="")
        else:
            _write(Path(args.csv), text.getvalue())
        return
    print("   t_s   HR  SBP/DBP  CVP   CO   RR   VT  SaO2  PaCO2    pH  pleura L/R   rhythm")
    for r in rows:
        print(
            f"{r['t_s']:6.0f} {r['hr_per_min']:4.0f} {r['sbp_mmhg']:4.0f}/{r['dbp_mmhg']:3.0f} "
            f"{r['cvp_mmhg']:5.1f} {r['cardiac_output_l_per_min']:4.1f} {r['rr_per_min']:4.0f} "
            f"{r['tidal_ml']:4.0f} {r['sao2_pct']:5.1f} {r['paco2_mmhg']:6.1f} {r['ph']:5.2f} "
            f"{r['pleural_gas_left_ml']:5.0f}/{r['pleural_gas_right_ml']:4.0f}   {r['rhythm']}"
            f"{'' if r['outcome'] == 'alive' else ' dead: ' + r['cause']}"
        )


def _write(path: Path, words: str) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(words, encoding="utf-8", newline="")
        part.replace(path)
    except OSError as error:
        raise InputError(
            f"--csv {path}: cannot be written ({error.strerror}); choose another place"
        ) from error


def _validate(args: argparse.Namespace) -> int:
    from physiology.validation import diseases, dose_picture, page, score

    if args.doses:
        ids = [formulary.find(name).id for name in args.group or ()]
        _compile()
        dose_picture.write(ids, TerminalBar())
    if args.write:
        _compile()
        page.write(TerminalBar())
    if args.doses or args.write:
        return 0
    tables = _tables(args)
    groups = set(args.group) if args.group else None
    known = {row.group for rows in tables.values() for row in rows}
    if groups and not groups <= known:
        raise InputError(
            f"--group {sorted(groups - known)} is unknown; known are {', '.join(sorted(known))}"
        )
    _compile()
    found: dict[str, score.Score] = {}
    for name, rows in tables.items():
        bar = TerminalBar()
        wanted = [row for row in rows if groups is None or row.group in groups]
        is_peer = score.is_of_peers(Path(args.targets)) if args.targets else name == "peers"
        found[name] = score.score(wanted, is_peer, bar)
        bar(1.0, "")
    said = {name: score.summary(one) for name, one in found.items()}
    if "diseases" in found:
        said["diseases"]["by_disease"] = {
            t.disease: t._asdict() | {"counts": t.counts, "is_met": t.is_met}
            for t in diseases.tallies(found["diseases"])
        }
    if args.json:
        print(json.dumps({"peers": score.summary(score.Score([], []))} | said))
    else:
        for name, one in said.items():
            _print_score(Path(args.targets).name if args.targets else name, one, args.all)
        _print_diseases(said.get("diseases", {}).get("by_disease", {}))
    is_enough = score.is_enough(found["targets"].judged)
    return 0 if is_enough and diseases.is_enough(found.get("diseases", score.Score([], []))) else 1


def _tables(args: argparse.Namespace) -> dict[str, list[table.Row]]:
    """The shipped tables by name, or the one that was asked for."""
    if args.targets:
        return {"targets": table.rows(Path(args.targets))}
    paths = {
        "targets": table.TARGETS,
        "peers": table.PEERS,
        "diseases": table.DISEASES,
        "drugs": table.DRUGS,
    }
    return {name: table.rows(path) for name, path in paths.items()}


def _print_diseases(each: dict[str, Any]) -> None:
    """A line a disease: what is right, and what is missing before it counts."""
    for name, t in each.items():
        word = "" if t["counts"] else f"  does not count: no {', '.join(t['lacks'])}"
        print(f"  {t['in_band']:3d} of {t['rows']:3d}  {name}{word}")


def _print_score(name: str, found: dict[str, Any], is_long: bool) -> None:
    held = found["held_out"]
    print(
        f"{name}: {found['in_band']} of {found['expressed']} expressible rows are right "
        f"({found['rows']} rows in the table); "
        f"held out {held['in_band']} of {held['expressed']}"
    )
    shown = found["misses"] if is_long else found["misses"][:MISSES_SHOWN]
    for m in shown:
        mark = "held out" if m["held_out"] else ""
        value = "no number" if m["value"] is None else f"{m['value']:g}"
        print(
            f"  {m['group']}, {m['condition']}: {m['quantity']} {value} {m['unit']}, "
            f"published {_band(m)} {mark}"
        )
    if len(found["misses"]) > len(shown):
        print(f"  … and {len(found['misses']) - len(shown)} more; --all shows them")
    if found["not_expressed"]:
        print(f"  not expressed: {found['rows'] - found['expressed']} rows")
    for r in found["not_expressed"] if is_long else found["not_expressed"][:MISSES_SHOWN]:
        print(f"    {r['rows']:4d} {r['reason']}: {r['detail']} ({r['group']})")


def _band(m: dict[str, Any]) -> str:
    if m["low"] is None and m["high"] is None:
        return str(m["trend"])
    if m["low"] == m["high"]:
        return f"{m['low']:g}"
    if m["low"] is None:
        return f"at most {m['high']:g}"
    return f"{m['low']:g} to {m['high']:g}" if m["high"] is not None else f"at least {m['low']:g}"


def _bench(args: argparse.Namespace) -> int:
    from physiology.validation import speed

    _compile()
    found = speed.bench()
    if args.json:
        print(json.dumps(found))
    else:
        print(
            f"{found['real_time_factor']:.0f} x real time (median {found['median']:.0f}, "
            f"{found['states']} states, {found['us_per_step']:.2f} us a step of {1000 * DT_S:g} ms)"
        )
        print(
            f"state copied in {found['copy_us']:.2f} us, saved and restored in "
            f"{found['save_restore_us']:.0f} us, settled in {found['settle_s']:.2f} s; "
            f"all devices together take {found['devices_extra_pct']:.0f} % more time"
        )
    return 0


def _fuzz(args: argparse.Namespace) -> int:
    from physiology.validation import fuzz

    if not 1 <= args.runs <= 100_000:
        raise InputError(f"--runs is {args.runs}; give 1 to 100000")
    _check_seed(args.seed)
    _compile()
    bar = TerminalBar()
    lived, failures = fuzz.fuzz(args.runs, args.seed, bar, failed=bar.say)
    bar(1.0, "")
    if args.json:
        print(json.dumps({"runs": lived, "failures": failures}))
    else:
        stopped = "" if lived == args.runs else f" (stopped; {args.runs} were asked for)"
        print(f"{lived} lives{stopped}, {len(failures)} failures")
    return 1 if failures else 0


def _check_seed(seed: int) -> None:
    if not 0 <= seed < SEED_MOST:
        raise InputError(f"--seed is {seed}; give a whole number from 0 to {SEED_MOST - 1}")


def _cohort(args: argparse.Namespace) -> int:
    from physiology import cohort

    if not 1 <= args.patients <= 1_000_000:
        raise InputError(f"--patients is {args.patients}; give 1 to 1000000")
    if not 0.0 < args.minutes <= LONGEST_MINUTES:
        raise InputError(
            f"--minutes is {args.minutes:g}; give more than 0 and at most {LONGEST_MINUTES:g}"
        )
    _check_seed(args.seed)
    deeds = tuple(_deeds(args))
    _compile()
    bar = TerminalBar()
    found = cohort.study(args.patients, args.minutes, deeds, args.seed, bar)
    bar(1.0, "")
    if args.json:
        print(json.dumps(found))
        return 0
    print(
        f"{found['patients']} patients x {args.minutes:g} min in {found['wall_s']:.0f} s: "
        f"{found['patient_s_per_s']:.0f} patient-seconds per second; {found['alive']} alive"
    )
    for name, row in found.get("percentiles", {}).items():
        print(f"  {name:26s} " + "   ".join(f"{p} %: {v:.1f}" for p, v in row.items()))
    return 0


def _ready(args: argparse.Namespace) -> int:
    from physiology import ready
    from physiology.validation.record import MAN, OLD, WOMAN

    people = [load_person(id).patient(seed=0) for id in person_ids()]
    cases = [load_case(id) for id in case_ids()]
    people += [load_person(case.patient).patient(case.seed) for case in cases]
    people = list(dict.fromkeys([*people, MAN, WOMAN, OLD]))
    missing = [who for who in people if ready.key(who) not in ready.shelf()]
    if not args.check and missing:
        _compile()
        bar = TerminalBar()

        def settle(n: int, who: Patient) -> bytes:
            bar(n / len(people), f"{n + 1} of {len(people)}")
            return Twin.settled_anew(who)

        ready.write([(who, partial(settle, n, who)) for n, who in enumerate(people)])
        bar(1.0, "")
        missing = []
    if args.json:
        print(json.dumps({"patients": len(people), "missing": len(missing)}))
    else:
        print(f"{len(people) - len(missing)} of {len(people)} patients are ready")
    return 1 if missing else 0
