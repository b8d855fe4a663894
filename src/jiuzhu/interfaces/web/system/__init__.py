"""Sign-in, health and the catalogue of components."""
