"""The night on real databases."""

from story import Story


def test_a_second_run_of_the_same_night_raises_nothing(story: Story) -> None:
    """Running a night again is harmless: what was raised is not due any more."""
    story.start("2026-01-05")
    first, second = story.night("2026-04-05"), story.night("2026-04-05")
    assert [(s.rule, s.occasion) for s in first.raised] == [("fase_staat_stil", "draagvlak/2026-01-05/90d")]
    assert second.raised == []
