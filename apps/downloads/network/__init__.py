"""What a person sets about the network for all downloads together, and how the network fares."""
