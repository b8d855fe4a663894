"""Text messages: templates by code, a console for one machine, a folder for a carrier."""
