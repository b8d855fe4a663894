"""Parts that every page of every counter is made of: environment, forms, presenters, headers."""
