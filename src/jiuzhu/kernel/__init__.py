"""Money, periods, working days, identity numbers, names, text, digests, errors. No framework."""
