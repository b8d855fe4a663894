"""The peer: the same rows written the ordinary way, Django ORM with django-simple-history."""
