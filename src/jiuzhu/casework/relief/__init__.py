"""Urgent relief (急难型临时救助): help first, papers afterwards; the reserve fund of a township."""
