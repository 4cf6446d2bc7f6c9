"""The truth bench: what the agent publishes against captures computed offline and the counts of who broke the path.

Nothing in here is taken from the agent: definitions come from the RFCs and the metric reference, written once more.
"""
