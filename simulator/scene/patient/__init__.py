"""The patient as drawn: skin, bones, organs, eyes, hair, and what he wears."""
