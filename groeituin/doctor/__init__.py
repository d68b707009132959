"""Is everything well: what runs by itself is looked at from outside, and each fault comes with what to do about it."""

from groeituin.doctor.examination import examine

__all__ = ["examine"]
