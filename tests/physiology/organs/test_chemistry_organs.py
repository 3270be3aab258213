"""Salts, acid, fluids, kidney, sugar: answers worked out by hand."""

import math

import pytest

from physiology import infusates, parameters
from physiology.errors import TwinError
from physiology.organs import acid_base, electrolytes, fluids, glucose, kidney

TABLE = parameters.table()


def of(organ):
    kind = {"electrolytes": electrolytes, "acid_base": acid_base, "fluids": fluids,
            "kidney": kidney, "glucose": glucose}[organ].Params  # fmt: skip
    return kind(*(TABLE[f"{organ}.{name}"].value for name in kind._fields))


def test_saline_makes_acid_by_its_strong_ions():
    # 5 L of saline (SID 0) in 14.4 L of SID 42.4: 31.5, so BE falls by 10.9; albumin 42 -> 31
    # gives 3.1 back: near the -6.7 that Scheingraber 1999 measured after 6 L
    p = of("acid_base")
    sid = (14.4 * 42.5) / 19.4
    be = acid_base.base_excess(0.0, sid - 42.5, 0.0, 31.0 - 42.0, p)
    assert be == pytest.approx(-10.95 + 0.28 * 11.0, abs=0.05)


def test_colloid_pressure_of_normal_plasma_is_about_25():
    # 42 g/L albumin is 7.0 g/dl protein: 2.1 * 7.01 + 0.16 * 49.2 + 0.009 * 345 = 25.7
    assert fluids.colloid(42.0) == pytest.approx(25.7, abs=0.1)


def test_nothing_filters_at_rest_and_lymph_carries_what_leaks():
    p = of("fluids")
    q = fluids.lymph(11500.0, 11500.0, 121.0, p)
    assert q == pytest.approx(1.39e-5 * 121.0 / (0.35 * 0.042), rel=1e-9)  # mL/s
    assert fluids.filtration(0.0, 0.0, q, q, 1.0, p) == pytest.approx(0.0, abs=1e-12)
    assert fluids.filtration(0.0, 0.0, q, q, 10.0, p) == pytest.approx(9.0 * q)
    assert fluids.escape(121.0, 1.0, p) * 3600 == pytest.approx(6.05, abs=0.02)  # 5 % an hour


def test_water_goes_where_the_osmoles_are():
    p = of("electrolytes")
    s = electrolytes.State(2000, 60, 1500, 17, 0, 20, p.v_cell, p.k_cell, 293.1)
    assert electrolytes.into_cells(s, 293.1, 293.1, 1.0, p) == 0.0
    assert electrolytes.into_cells(s, 303.1, 293.1, 1.0, p) == pytest.approx(-10 * p.k_osmosis)
    # 10 mOsm/L more outside 27.5 L of cells ends when they have given 27.5 * 10 / 303 = 0.9 L
    v = p.v_cell
    for _ in range(20_000):
        v += electrolytes.into_cells(s._replace(v_cell=v), 303.1, 293.1, 1.0, p)
    assert p.v_cell - v == pytest.approx(27500 * 10 / 303.1, rel=1e-3)


def test_potassium_falls_by_a_quarter_for_each_hundred_lost():
    p = of("electrolytes")
    now = electrolytes.potassium_goal(1.0, 0.0, 0.0, 0.0, 0.0, p)
    less = electrolytes.potassium_goal(1.0 - 200.0 / p.k_cell, 0.0, 0.0, 0.0, 0.0, p)
    assert now == p.k0
    assert now - less == pytest.approx(0.54, rel=0.5)  # 0.27 per 100 mmol (Sterns 1981)
    acid = electrolytes.potassium_goal(1.0, -0.2, 0.0, 0.0, 0.0, p)
    assert acid == pytest.approx(p.k0 * math.exp(0.2 * p.g_ph))
    assert electrolytes.pumped(1.0) == 0.0


def test_the_kidney_holds_filtration_in_the_middle():
    p = of("kidney")
    assert kidney.filtration(95.0, 1.0, p) == kidney.filtration(150.0, 1.0, p) == 1.0
    assert kidney.filtration(p.p_none, 1.0, p) == 0.0
    assert kidney.filtration(95.0, 0.0, p) == 0.0
    assert kidney.concentration(1.0, 1.0, p) == pytest.approx(630.0)
    assert kidney.concentration(0.0, 1.0, p) == 60.0


def test_a_fasting_body_makes_what_it_uses():
    p = of("glucose")
    s = glucose.State(70.0, p.insulin0, 1.0, 0.0, p.ketones0)
    c = glucose.Causes(1.0, 1.0, 1.0, 0.0, 0.0)
    f = glucose.flux(s, p.glucose0, c, p)
    assert f.made == pytest.approx(f.used) == pytest.approx(p.m_liver)
    after = glucose.advance(s, p.glucose0, c, 1.0, p)
    assert after == pytest.approx(s, rel=1e-12)
    # nothing but clearance: half of 800 mU/L above nothing is gone in ln 2 / k
    high = s._replace(insulin=800.0)
    t = math.log(2.0) / p.k_insulin
    gone = glucose.advance(high, 0.0, c._replace(insulin_made=0.0), t, p)
    assert gone.insulin == pytest.approx(400.0)


def test_every_fluid_says_what_is_in_it():
    for name, row in infusates.table().items():
        assert row["name"]["en"], name
        assert row["name"]["zh"], name
        assert row["source"], name
    sid = [infusates.mixture(f)[1] - infusates.mixture(f)[3] for f in ("saline", "bicarbonate_8")]
    assert sid == [0.0, 1.0]


def test_an_unknown_content_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "fluids.toml"
    path.write_text("[tea]\nname = { en = 'Tea' }\ntannin_mmol_l = 2\n", "utf-8")
    monkeypatch.setattr(infusates, "TABLE", path)
    infusates.table.cache_clear()
    with pytest.raises(TwinError, match="tannin"):
        infusates.table()
    infusates.table.cache_clear()
