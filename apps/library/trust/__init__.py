"""Evidence about audio: is a file whole, is it what it says, and was it ever lossy."""
