"""Steps of a case as pages and forms that several counters offer: desk and village phone."""
