"""One system of the body per file: docstring, State, Params, helpers, rates, observe.

Inside these files the first letter of a name carries its unit:

===== ============= ===== =============
``v_`` mL            ``r_`` mmHg·s/mL
``p_`` mmHg          ``c_`` mL/mmHg
``q_`` mL/s          ``e_`` mmHg/mL
``t_`` s             ``k_`` 1/s or as the row of the table says
``f_`` fraction      ``m_`` mass or as the row says
``x_`` cmH2O (breathing mechanics only)
===== ============= ===== =============

Gas contents of blood are mL STPD per mL, gas volumes of lung and pleura mL BTPS, hemoglobin g/dl.

>>> from physiology.organs.blood import saturation
>>> round(saturation(26.9, 7.4, 37.0, 0.0), 2)
0.5
"""
