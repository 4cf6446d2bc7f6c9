"""What the proofs of the NMSs share. Python's standard library only, and the testbed's pgtest."""
