"""The step is of second order where the equations are smooth."""

import json
import os
import subprocess
import sys
from pathlib import Path

CODE = """
import json, sys
import numpy as np
from physiology import Twin, layout as lay, wiring
twin = Twin.restore(open(sys.argv[1], "rb").read())
y0, u, par = twin._y, twin._u, twin._par
y0[lay.place("held.f_electric")] = 0.0
y0[lay.place("held.rr")] = 0.0
y0[lay.place("heart.beat")] = 0.6
table = wiring.read_table(par)
nodes = np.zeros(lay.N_FAST + lay.N_BEDS)
def run(h, n):
    y = y0.copy(); k1 = np.zeros(lay.N_FAST); k2 = np.zeros(lay.N_FAST); g = y0.copy()
    for _ in range(n):
        wiring.fast_rates(y, u, par, table, lay.read_held(y), nodes, k1)
        g[:lay.N_FAST] = y[:lay.N_FAST] + h * k1
        wiring.fast_rates(g, u, par, table, lay.read_held(g), nodes, k2)
        y[:lay.N_FAST] += 0.5 * h * (k1 + k2)
    return y[:lay.N_FAST]
best = run(0.00025, 160)
names = ["vessels.v_sa", "vessels.v_tv", "v_cap.0", "v_vein.2", "vessels.v_pa"]
steps = ((0.004, 10), (0.002, 20), (0.001, 40))
miss = [abs(run(h, n) - best) for h, n in steps]
print(json.dumps([max(m[lay.place(k)] for k in names) for m in miss]))
"""


def test_halving_the_step_quarters_the_error(fresh, tmp_path):
    path = tmp_path / "body"
    path.write_bytes(fresh().save())
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(path)], cwd=Path(__file__).parents[2],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True,
        timeout=200, check=True,
    )  # fmt: skip
    coarse, middle, fine = json.loads(done.stdout)
    assert coarse / middle > 2.8
    assert middle / fine > 2.8
    assert middle < 0.1  # mL after 40 ms at the step in use
