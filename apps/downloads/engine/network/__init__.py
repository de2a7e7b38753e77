"""The session's way to the outside: limits, the queue, the interface that it is bound to, the proxy, the blocklist."""
