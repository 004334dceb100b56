"""Benchmarks: each `bench_*.py` is a program that prints one JSON line per figure."""
