"""Synthetic population and the demo county."""
