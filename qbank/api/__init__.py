"""qbank from Python: `Bank`, a typed facade over the services, and its async twin; see `docs/python.md`."""
