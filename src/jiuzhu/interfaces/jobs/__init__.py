"""Job entry points, one file a stage; a service enqueues them by name."""
