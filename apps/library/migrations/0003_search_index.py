"""The full-text indexes: FTS5 tables that follow their texts by triggers on SQLite, GIN indexes on PostgreSQL."""

from django.db import DatabaseError, migrations, transaction

KINDS = ("artist", "album", "track")
COLUMNS = "name, context, lyrics"


def sqlite_statements(kind):
    texts, words, trigrams = f"library_{kind}text", f"library_{kind}_words", f"library_{kind}_trigrams"
    new = ", ".join(f"new.{column.strip()}" for column in COLUMNS.split(","))
    old = ", ".join(f"old.{column.strip()}" for column in COLUMNS.split(","))
    # Marks belong to the letters of Indic scripts: without them a word would fall apart.
    tokenizer = "unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc''"
    yield (
        f"CREATE VIRTUAL TABLE {words} USING fts5({COLUMNS}, content='{texts}', content_rowid='id', "
        f"tokenize='{tokenizer}', prefix='1 2')"
    )
    yield f"CREATE VIRTUAL TABLE {trigrams} USING fts5(name, content='{texts}', content_rowid='id', tokenize='trigram')"
    yield f"CREATE VIRTUAL TABLE library_{kind}_terms USING fts5vocab('{words}', 'row')"
    insert = (
        f"INSERT INTO {words}(rowid, {COLUMNS}) VALUES (new.id, {new}); "
        f"INSERT INTO {trigrams}(rowid, name) VALUES (new.id, new.name);"
    )
    delete = (
        f"INSERT INTO {words}({words}, rowid, {COLUMNS}) VALUES ('delete', old.id, {old}); "
        f"INSERT INTO {trigrams}({trigrams}, rowid, name) VALUES ('delete', old.id, old.name);"
    )
    yield f"CREATE TRIGGER {texts}_added AFTER INSERT ON {texts} BEGIN {insert} END"
    yield f"CREATE TRIGGER {texts}_removed AFTER DELETE ON {texts} BEGIN {delete} END"
    yield f"CREATE TRIGGER {texts}_changed AFTER UPDATE OF {COLUMNS} ON {texts} BEGIN {delete} {insert} END"
    yield f"INSERT INTO {words}({words}) VALUES ('rebuild')"
    yield f"INSERT INTO {trigrams}({trigrams}) VALUES ('rebuild')"


def postgres_statements(kind):
    texts = f"library_{kind}text"
    yield f"CREATE INDEX {texts}_name ON {texts} USING gin (to_tsvector('simple', name))"
    yield f"CREATE INDEX {texts}_words ON {texts} USING gin (to_tsvector('simple', name || ' ' || context))"
    if kind == "track":
        yield f"CREATE INDEX {texts}_lyrics ON {texts} USING gin (to_tsvector('simple', lyrics))"


def index_trigrams(editor):
    """Parts of words are found without pg_trgm too, only slower, and misspellings by our own vocabulary."""
    try:
        with transaction.atomic(using=editor.connection.alias), editor.connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for kind in KINDS:
                texts = f"library_{kind}text"
                cursor.execute(f"CREATE INDEX {texts}_like ON {texts} USING gin (name gin_trgm_ops)")
    except DatabaseError as error:
        print(f"\nPostgreSQL gives no pg_trgm ({str(error).splitlines()[0]}); the library is searched without it.")


def create(_apps, editor):
    statements = {"sqlite": sqlite_statements, "postgresql": postgres_statements}.get(editor.connection.vendor)
    if statements is None:
        return
    with editor.connection.cursor() as cursor:
        for kind in KINDS:
            for statement in statements(kind):
                cursor.execute(statement)
    if editor.connection.vendor == "postgresql":
        index_trigrams(editor)


def drop(_apps, editor):
    with editor.connection.cursor() as cursor:
        for kind in KINDS:
            texts = f"library_{kind}text"
            if editor.connection.vendor == "sqlite":
                for change in ("added", "removed", "changed"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {texts}_{change}")
                for index in ("terms", "trigrams", "words"):
                    cursor.execute(f"DROP TABLE IF EXISTS library_{kind}_{index}")
            else:
                for index in ("like", "name", "words", "lyrics"):
                    cursor.execute(f"DROP INDEX IF EXISTS {texts}_{index}")


class Migration(migrations.Migration):
    dependencies = [("library", "0002_search_texts")]
    operations = [migrations.RunPython(create, drop)]
