"""What qbank costs, as ratios to what the same work costs at least: `python -m benchmarks`."""
