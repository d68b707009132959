"""One small function per requirement of the guide: what a dossier still lacks before the next phase."""

from states.requirements import anchoring, exploration, monitoring, realisation, work_group
from states.requirements.judging import JUDGES, judge

__all__ = ["JUDGES", "anchoring", "exploration", "judge", "monitoring", "realisation", "work_group"]
