"""Reading metadata from swarms: for people who look inside, and for the index of the music in the DHT.

A libtorrent session of its own, which takes and gives no byte of content.
"""
