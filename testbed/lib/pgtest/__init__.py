"""What the testbed's demo, tests and benchmarks share. Python's standard library only, and ncclient."""
