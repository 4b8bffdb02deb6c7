"""Benchmarks: ratios against a baseline that runs in the same interleaved run. `make bench`."""
