"""Sign-in accounts of staff and citizens."""
