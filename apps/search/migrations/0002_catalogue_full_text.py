"""The full-text index over the catalogue's names, for SQLite and for PostgreSQL."""

from django.db import DatabaseError, migrations, transaction

SQLITE = [
    "CREATE VIRTUAL TABLE catalogue_names_words USING fts5(text, artist, content='catalogue_names', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE catalogue_names_pieces USING fts5(text, content='catalogue_names', content_rowid='id', "
    "tokenize='trigram')",
    """CREATE TRIGGER catalogue_names_added AFTER INSERT ON catalogue_names BEGIN
        INSERT INTO catalogue_names_words(rowid, text, artist) VALUES (new.id, new.text, new.artist);
        INSERT INTO catalogue_names_pieces(rowid, text) VALUES (new.id, new.text);
    END""",
    """CREATE TRIGGER catalogue_names_removed AFTER DELETE ON catalogue_names BEGIN
        INSERT INTO catalogue_names_words(catalogue_names_words, rowid, text, artist)
            VALUES ('delete', old.id, old.text, old.artist);
        INSERT INTO catalogue_names_pieces(catalogue_names_pieces, rowid, text) VALUES ('delete', old.id, old.text);
    END""",
]
POSTGRESQL = [
    "CREATE INDEX catalogue_names_words ON catalogue_names USING gin (to_tsvector('simple', text || ' ' || artist))",
]


def build(apps, schema_editor):
    connection = schema_editor.connection
    for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)
    if connection.vendor == "postgresql":
        try:
            with transaction.atomic(using=connection.alias):
                schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                schema_editor.execute("CREATE INDEX catalogue_names_pieces ON catalogue_names USING gin (text gin_trgm_ops)")
        except DatabaseError:
            pass  # without the extension typos in known names are found by MusicBrainz alone


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for trigger in ("catalogue_names_added", "catalogue_names_removed"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for table in ("catalogue_names_words", "catalogue_names_pieces"):
            schema_editor.execute(f"DROP TABLE IF EXISTS {table}")
    else:
        for index in ("catalogue_names_words", "catalogue_names_pieces"):
            schema_editor.execute(f"DROP INDEX IF EXISTS {index}")


class Migration(migrations.Migration):

    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(build, drop)]
