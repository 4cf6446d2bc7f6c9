"""What the report is made with. Python's standard library only."""
