"""Prefixes of three letters in the full-text index: without them the words behind `the*` are merged at each key stroke."""

from django.db import migrations

KINDS = ("artist", "album", "track")
TOKENIZER = "unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc''"


def rebuilt(prefixes):
    def rebuild(_apps, editor):
        if editor.connection.vendor != "sqlite":
            return
        with editor.connection.cursor() as cursor:
            for kind in KINDS:
                texts, words = f"library_{kind}text", f"library_{kind}_words"
                cursor.execute(f"DROP TABLE {words}")
                cursor.execute(
                    f"CREATE VIRTUAL TABLE {words} USING fts5(name, context, lyrics, content='{texts}', "
                    f"content_rowid='id', tokenize='{TOKENIZER}', prefix='{prefixes}')"
                )
                cursor.execute(f"INSERT INTO {words}({words}) VALUES ('rebuild')")

    return rebuild


class Migration(migrations.Migration):
    dependencies = [("library", "0007_fewer_indexes")]
    operations = [migrations.RunPython(rebuilt("1 2 3"), rebuilt("1 2"))]
