"""The sample city: real places and bodies, invented persons and firms. `sansan init` replaces it."""
