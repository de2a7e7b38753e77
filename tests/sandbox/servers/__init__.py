"""The servers of the sandbox: each a Service on its own port of 127.0.0.1."""
