"""What swarms told of their torrents: a cache for looking inside, and an index of the music in the DHT."""
