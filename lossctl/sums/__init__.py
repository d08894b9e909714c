"""Sums that add exactly: blocks of samples, their tallies, and the engine that adds them up."""
