"""How much louder or softer each track is to be played, by what was measured or by what its tags say."""
