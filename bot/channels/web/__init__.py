"""The web chat and the HTTP interface; the only importer of the web libraries."""
