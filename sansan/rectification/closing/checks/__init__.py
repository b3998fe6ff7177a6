"""How each claim is judged: facts and parameters in, a verdict out. Pure."""
