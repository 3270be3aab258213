"""Blood: how much oxygen and carbon dioxide it holds, and its pH.

::

    PCO2, BE, Hb ──▶ pH ──▶ saturation(PO2) ──▶ O2 content, CO2 content

pH solves Henderson-Hasselbalch and Van Slyke together (Siggaard-Andersen 1977, Zander 1995);
saturation is Severinghaus 1979 with Bohr, temperature and base shifts; carbon dioxide is Douglas,
Jones & Reed 1988. Haldane and Bohr effects follow from the shared saturation and pH.
"""

import math

from physiology._jit import kernel

LN10 = 2.302585092994046
HUFNER = 0.0134  # mL O2 STPD per mL blood, per g/dl and unit saturation (1.34 mL/g, Hüfner)
HB_OF_TABLE = 14.5  # g/dl at which the critical contents of parameters.toml were written down
O2_DISSOLVED = 3.0e-5  # mL STPD per mL and mmHg at 37 degC (Nunn)


@kernel
def thin(hb: float) -> float:
    """What of a critical oxygen content blood of this hemoglobin holds at the same PO2."""
    return min(max(hb, 1.0) / HB_OF_TABLE, 1.2)


@kernel
def ph(p_co2: float, be: float, hb: float) -> float:
    """Plasma pH. Three Newton steps from a close guess leave less than 1e-6."""
    beta = 9.5 + 1.63 * hb
    z = 1.0 - 0.0143 * hb
    guess = 7.4 - 0.0075 * (p_co2 - 40.0) * (1.0 if p_co2 < 60.0 else 0.8) + 0.015 * be
    guess = min(max(guess, 6.5), 7.9)
    for _ in range(3):
        hco3 = 0.0304 * p_co2 * math.exp(LN10 * (guess - 6.1052))
        miss = z * (hco3 - 24.26 + beta * (guess - 7.4)) - be
        guess -= miss / (z * (LN10 * hco3 + beta))
        guess = min(max(guess, 6.3), 8.1)
    return guess


@kernel
def saturation(p_o2: float, ph_: float, temp: float, be: float) -> float:
    """Fraction of hemoglobin that carries oxygen (Severinghaus 1979)."""
    x = p_o2 * math.exp(LN10 * (0.48 * (ph_ - 7.4) + 0.024 * (37.0 - temp) + 0.0013 * be))
    x3 = x * x * x + 150.0 * x
    return x3 / (x3 + 23400.0)


@kernel
def saturation_slope(p_o2: float, ph_: float, temp: float, be: float) -> float:
    """Change of `saturation` per mmHg."""
    shift = math.exp(LN10 * (0.48 * (ph_ - 7.4) + 0.024 * (37.0 - temp) + 0.0013 * be))
    x = p_o2 * shift
    below = x * x * x + 150.0 * x + 23400.0
    return 23400.0 * (3.0 * x * x + 150.0) / (below * below) * shift


@kernel
def o2_content(p_o2: float, f_sat: float, hb: float) -> float:
    """ML O2 STPD per mL blood."""
    return HUFNER * hb * f_sat + O2_DISSOLVED * p_o2


@kernel
def saturation_of(content: float, p_o2: float, hb: float) -> float:
    """Saturation (0-1) of blood with this oxygen content, dissolved oxygen taken off."""
    return min(max((content - O2_DISSOLVED * p_o2) / (HUFNER * hb), 0.0), 1.0)


@kernel
def co2_content(p_co2: float, ph_: float, f_sat: float, hb: float) -> float:
    """ML CO2 STPD per mL blood (Douglas 1988)."""
    pk = 6.086 + 0.042 * (7.4 - ph_) + (0.00472 + 0.00139 * (7.4 - ph_))
    plasma = 2.226 * 0.0307 * p_co2 * (1.0 + math.exp(LN10 * (ph_ - pk)))
    return 0.01 * plasma * (1.0 - 0.0289 * hb / ((3.352 - 0.456 * f_sat) * (8.142 - ph_)))
