import uuid

from django.db import models
from django.utils import timezone

from apps.downloads.domain import AtGoal, FileKind, Intent, Removal, Status, Trouble
from apps.downloads.tasting.domain import Stage


class Download(models.Model):
    """A wish and how it fares. Services write the wish, the engine writes the facts; neither writes the other's.

    Sizes are bytes, rates bytes a second, durations seconds; a limit of 0 means none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    # Where it comes from
    info_hash = models.CharField(max_length=40, null=True, unique=True)
    info_hash_v2 = models.CharField(max_length=64, blank=True, default="")
    former_info_hash = models.CharField(max_length=40, blank=True, default="")  # of one in the recycle bin
    magnet = models.TextField(blank=True, default="")
    torrent_url = models.TextField(blank=True, default="")  # may hold an indexer's key: never leaves the server
    title = models.TextField(blank=True, default="")
    intent_document = models.JSONField(default=dict, blank=True)

    # The wish
    paused = models.BooleanField(default=False)
    forced = models.BooleanField(default=False)
    sequential = models.BooleanField(default=False)
    stream = models.BooleanField(default=False)
    taste = models.CharField(max_length=10, blank=True, default="", choices=[(s.value, s.value) for s in Stage])
    wanted_files = models.JSONField(null=True, blank=True)
    queue_place = models.IntegerField(default=0)
    download_limit = models.BigIntegerField(default=0)
    upload_limit = models.BigIntegerField(default=0)
    ratio_goal = models.FloatField(null=True, blank=True)
    seeding_goal = models.PositiveIntegerField(null=True, blank=True)
    idle_goal = models.PositiveIntegerField(null=True, blank=True)
    at_goal = models.CharField(max_length=10, blank=True, default="", choices=[(a.value, a.value) for a in AtGoal])
    trackers = models.JSONField(null=True, blank=True)  # a list a tier; None: those that the torrent names
    web_seeds = models.JSONField(null=True, blank=True)
    destination = models.TextField(blank=True, default="")
    move_asked_at = models.DateTimeField(null=True, blank=True)
    recheck_asked_at = models.DateTimeField(null=True, blank=True)
    removal = models.CharField(max_length=12, blank=True, default="", choices=[(r.value, r.value) for r in Removal])

    changed_at = models.DateTimeField(default=timezone.now)  # when a person last changed the wish

    # Who looks after it
    node = models.CharField(max_length=64, db_index=True)  # under the lease of that TorrentNode

    # The facts
    status = models.CharField(
        max_length=20, default=Status.QUEUED, db_index=True, choices=[(s.value, s.value) for s in Status]
    )
    error_code = models.CharField(max_length=40, blank=True, default="")
    error_message = models.TextField(blank=True, default="")
    folder = models.TextField(blank=True, default="")
    size_bytes = models.BigIntegerField(default=0)
    done_bytes = models.BigIntegerField(default=0)
    file_bytes = models.JSONField(default=list, blank=True)
    downloaded = models.BigIntegerField(default=0)
    uploaded = models.BigIntegerField(default=0)
    seeding_seconds = models.PositiveIntegerField(default=0)
    goal_reached = models.CharField(max_length=10, blank=True, default="")  # which goal ended its seeding
    taste_report = models.JSONField(default=dict, blank=True)
    rechecked_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    metadata_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    organised_at = models.DateTimeField(null=True, blank=True)
    batch = models.PositiveSmallIntegerField(default=0)  # how often files were added after the library took the others
    moved_at = models.DateTimeField(null=True, blank=True)
    move_failure = models.TextField(blank=True, default="")  # a sentence: why it is not where it was wished
    left_behind = models.TextField(blank=True, default="")  # a folder it was moved out of, which is to be deleted
    recycled_at = models.DateTimeField(null=True, blank=True)
    file_path = models.TextField(blank=True, default="")  # the album's folder, relative to the music folder

    trackers_added = 0  # not kept: how many trackers its being added again has just brought

    class Meta:
        db_table = "downloads"
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.title or self.info_hash or str(self.id)

    @property
    def intent(self) -> Intent:
        """What was asked for when it began."""
        return Intent.from_dict(self.intent_document)

    @property
    def trouble(self) -> Trouble | None:
        """Why it does not go on, if it does not."""
        return Trouble(self.error_code, self.error_message) if self.error_code else None


class TorrentMetainfo(models.Model):
    """The .torrent of a download: uploaded, fetched, or learnt from the swarm."""

    download = models.OneToOneField(Download, on_delete=models.CASCADE, primary_key=True, related_name="metainfo")
    data = models.BinaryField()

    class Meta:
        db_table = "download_metainfo"

    def __str__(self) -> str:
        return f"metainfo of {self.download_id}"


class DownloadFile(models.Model):
    """A file of a torrent. `path` is the safe one under which it lies in the download's folder, with slashes."""

    download = models.ForeignKey(Download, on_delete=models.CASCADE, related_name="files")
    index = models.PositiveIntegerField()
    path = models.TextField()
    size = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in FileKind])
    wanted = models.BooleanField(default=False)
    batch = models.PositiveSmallIntegerField(default=0)  # with which of the download's batches it was wanted
    refusal = models.TextField(blank=True, default="")  # a sentence: why it is not kept

    class Meta:
        db_table = "download_files"
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["download", "index"], name="download_file_index")]

    def __str__(self) -> str:
        return self.path


class TorrentNode(models.Model):
    """A `torrents` worker and its lease, under which it may touch the downloads whose `node` it is (ADR 0210).

    Times are the database's. `holder` is the folder that the worker keeps its state in: who holds that folder's lock is
    this node. `fence` is the fencing token: it grows each time the lease changes hands or is found to have lapsed, and
    whoever knows an older one may write nothing more.
    """

    name = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=32, blank=True, default="")
    fence = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "torrent_nodes"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SwarmTorrent(models.Model):
    """What a swarm told of a torrent. With `text` it is in the DHT index, without it is kept for looking inside alone.

    `info_hash` is the hash by which the swarm is known (v1, else the first 20 bytes of v2). `files` is compressed
    JSON, `[[path, bytes], …]`. `sightings` counts how often the DHT named it; `stored_bytes` is what it costs here.
    """

    info_hash = models.CharField(max_length=40, unique=True)
    v1 = models.CharField(max_length=40, blank=True, default="")
    v2 = models.CharField(max_length=64, blank=True, default="")
    name = models.TextField()
    size = models.BigIntegerField()
    files = models.BinaryField()
    is_private = models.BooleanField(default=False)
    text = models.TextField(blank=True, default="")
    sightings = models.PositiveIntegerField(default=0)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    stored_bytes = models.PositiveIntegerField()

    class Meta:
        db_table = "dht_torrents"
        indexes = [models.Index(fields=["sightings", "last_seen_at"], name="dht_torrents_rarest")]

    def __str__(self) -> str:
        return self.name


class DhtIndexState(models.Model):
    """How a node's DHT index fares. Totals since it was first switched on; rates are per second."""

    node = models.CharField(max_length=64, primary_key=True)
    is_running = models.BooleanField(default=False)
    nodes = models.PositiveIntegerField(default=0)  # that answered since the last start
    sampled = models.PositiveBigIntegerField(default=0)
    looked_into = models.PositiveBigIntegerField(default=0)
    music = models.PositiveBigIntegerField(default=0)
    other = models.PositiveBigIntegerField(default=0)
    private = models.PositiveBigIntegerField(default=0)
    silent = models.PositiveBigIntegerField(default=0)
    evicted = models.PositiveBigIntegerField(default=0)
    sampled_rate = models.FloatField(default=0)
    metadata_rate = models.FloatField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "dht_index_state"

    def __str__(self) -> str:
        return f"DHT index of {self.node}"


class EngineState(models.Model):
    """A node's network as its engine last told it, and what it moved in all its days (bytes).

    `downloaded` and `uploaded` count content, `received` and `sent` everything between peers.
    """

    node = models.CharField(max_length=64, primary_key=True)
    document = models.JSONField(default=dict)
    held_code = models.CharField(max_length=40, blank=True, default="")
    held_message = models.TextField(blank=True, default="")
    downloaded = models.BigIntegerField(default=0)
    uploaded = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    sent = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "engine_state"

    def __str__(self) -> str:
        return f"engine of {self.node}"


class KeptBlocklist(models.Model):
    """The addresses that are kept out; there is one row at most. `source` is a file's name or an address.

    `ranges` is what `network.blocklist.pack` made. `trouble` says why the last try to fetch it failed.
    """

    source = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    ranges = models.BinaryField(default=bytes)
    count = models.PositiveIntegerField(default=0)
    fault_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    trouble = models.TextField(blank=True, default="")
    read_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "blocklist"

    def __str__(self) -> str:
        return f"{self.count} ranges of {self.source}"
