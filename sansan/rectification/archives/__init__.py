"""督察卷: the whole of a round in one file that anyone can check, made in the background."""
