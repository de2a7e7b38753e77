"""The full-text index over what the DHT index holds: FTS5 that follows by triggers on SQLite, GIN on PostgreSQL."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE dht_torrents_words USING fts5(text, content='dht_torrents', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc''')",
    """CREATE TRIGGER dht_torrents_added AFTER INSERT ON dht_torrents BEGIN
        INSERT INTO dht_torrents_words(rowid, text) VALUES (new.id, new.text);
    END""",
    """CREATE TRIGGER dht_torrents_removed AFTER DELETE ON dht_torrents BEGIN
        INSERT INTO dht_torrents_words(dht_torrents_words, rowid, text) VALUES ('delete', old.id, old.text);
    END""",
    """CREATE TRIGGER dht_torrents_changed AFTER UPDATE OF text ON dht_torrents WHEN old.text <> new.text BEGIN
        INSERT INTO dht_torrents_words(dht_torrents_words, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO dht_torrents_words(rowid, text) VALUES (new.id, new.text);
    END""",
]
POSTGRESQL = ["CREATE INDEX dht_torrents_words ON dht_torrents USING gin (to_tsvector('simple', text))"]


def build(_apps, editor):
    with editor.connection.cursor() as cursor:
        for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def drop(_apps, editor):
    with editor.connection.cursor() as cursor:
        if editor.connection.vendor == "sqlite":
            for change in ("added", "removed", "changed"):
                cursor.execute(f"DROP TRIGGER IF EXISTS dht_torrents_{change}")
            cursor.execute("DROP TABLE IF EXISTS dht_torrents_words")
        else:
            cursor.execute("DROP INDEX IF EXISTS dht_torrents_words")


class Migration(migrations.Migration):
    dependencies = [("downloads", "0002_dht_index")]
    operations = [migrations.RunPython(build, drop)]
