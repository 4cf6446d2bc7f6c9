"""Many probes: what is lost, what a probe costs in CPU, and memory, against the project's budgets and fping."""

NAME = "probing"
