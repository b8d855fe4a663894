"""jiuzhu (救助): a social-assistance platform for a prefecture-level city."""
