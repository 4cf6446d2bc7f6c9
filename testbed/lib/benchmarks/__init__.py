"""One module a benchmark: NAME, a docstring that says what it measures, and figures(progress)."""
