"""The benchmark behind `make bench`: every figure that README states, and how far each is from its target."""
