"""Files written whole: several threads at the same file leave one of their contents and no drafts."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from apps.library.filing import write_whole


def test_threads_that_write_the_same_file_do_not_take_each_others_draft(tmp_path: Path) -> None:
    target = tmp_path / "cover.jpg"
    contents = [bytes([number]) * 50_000 for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda data: write_whole(target, data), contents))
    assert target.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [target]
