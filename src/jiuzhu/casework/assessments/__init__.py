"""Home visit, computation, opinion."""
