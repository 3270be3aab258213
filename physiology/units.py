"""Units: the legal suffixes of public names, and every conversion between clinical units.

>>> from physiology.units import mmhg_from_cmh2o
>>> round(mmhg_from_cmh2o(10.0), 2)
7.36
"""

SUFFIXES = (
    "_per_min", "_per_s", "_per_mmhg", "_per_kg",
    "_s", "_min", "_h", "_y",
    "_mm", "_cm", "_m", "_mm2", "_cm2",
    "_ml", "_l", "_mg", "_ug", "_kg", "_g_dl", "_mmol_l", "_mmol",
    "_ma", "_ohm", "_mmhg", "_cmh2o", "_kpa", "_n",
    "_pct", "_fraction", "_degc", "_deg", "_hz", "_mv", "_j", "_w", "_ratio",
    "_ml_per_min", "_l_per_min", "_ml_per_s",
)  # fmt: skip

# 1 mmHg = 133.322 Pa, 1 cmH2O = 98.0665 Pa (conventional values). Kernels take the factors as they
# are: compiled code calls no function of this file.
PA_PER_CMH2O = 98.0665
MMHG_PER_CMH2O = 0.735559
_KPA_PER_MMHG = 0.133322


def mmhg_from_cmh2o(pressure_cmh2o: float) -> float:
    """Pressure (mmHg) of a column of water (cmH2O)."""
    return pressure_cmh2o * MMHG_PER_CMH2O


def kpa_from_mmhg(pressure_mmhg: float) -> float:
    """Pressure (kPa) from mmHg."""
    return pressure_mmhg * _KPA_PER_MMHG


def degf_from_degc(temperature_degc: float) -> float:
    """Temperature (degrees Fahrenheit) from degrees Celsius."""
    return 1.8 * temperature_degc + 32.0


def mg_dl_from_mmol_l(glucose_mmol_l: float) -> float:
    """Glucose (mg/dL) from mmol/L: 180.16 g/mol."""
    return 18.016 * glucose_mmol_l
