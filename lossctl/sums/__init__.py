"""Sums that add exactly: blocks of samples, and their tallies."""
