"""SQLite and PostgreSQL behind the ports; the only importer of SQLAlchemy and Alembic."""
