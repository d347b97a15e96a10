"""What is said of many samples."""

from benchmarks.figures import ratio, single, timing


def test_percentiles_are_values_that_were_measured() -> None:
    """Each percentile is the smallest sample that so large a share of them does not exceed."""
    figure = timing("case", "what", [0.4, 0.1, 0.3, 0.2])

    assert (4, {"p50": 0.2, "p90": 0.4, "p99": 0.4}) == (figure.samples, figure.values)


def test_every_limit_must_be_kept() -> None:
    """A figure is met only when all its limits are; one without limits says nothing."""
    seconds = [1.0, 2.0]

    assert (True, False, None) == (
        timing("case", "what", seconds, p50=1, p99=2).met,
        timing("case", "what", seconds, p50=1, p99=1.9).met,
        timing("case", "what", seconds).met,
    )


def test_nothing_measured_is_nothing_met() -> None:
    """Without a sample no limit is kept, and no ratio is small."""
    none, some = timing("case", "what", [], p50=1), timing("case", "what", [1.0])

    assert (False, False, 0) == (none.met, ratio("case", "what", none, some, most=6).met, none.samples)


def test_what_may_be_at_most_nought() -> None:
    """Nothing lost is met, anything lost is not."""
    assert (True, False) == tuple(single("case", "lost", count, most=0).met for count in (0, 1))
