"""Server-rendered pages, one package a counter."""
