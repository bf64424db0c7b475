"""How the reader is made: data, edited questions, network, fitting, export. Needs the dependency group `train`."""
