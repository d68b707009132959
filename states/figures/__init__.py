"""The figures of a partnership: pure arithmetic on dated data, each figure with its source."""
