"""Pages of the township and county desks."""
