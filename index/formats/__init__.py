"""The formats that are read: a reader each, in one table (`index.formats.table`)."""
