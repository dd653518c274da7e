"""Interchange formats: bytes <-> question documents, with diagnostics and declared losses."""
