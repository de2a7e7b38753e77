"""What people say about pressings, masters and rips: opt-in, cached, and worth no more than a few points."""
