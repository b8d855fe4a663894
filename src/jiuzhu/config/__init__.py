"""Settings, urls, wsgi, binding of ports, system checks."""
