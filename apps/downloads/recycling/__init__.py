"""The recycle bin: what was removed rests there with its data, until it is brought back or its days are over."""
