"""What the API can do with a request: one module an endpoint, each with its prompt, its check and its rules."""
