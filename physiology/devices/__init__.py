"""Machines that touch the body: ventilator and airway, oximeter, cuff, electrodes, shocks."""
