"""Turn typed contents into official A4 paper; pure Python, no database, no clock."""
